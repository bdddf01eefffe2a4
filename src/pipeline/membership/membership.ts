/**
 * Answers for all pipelines at once which jobs are in which. Nothing is built before it is asked for; rules of one run
 * share the answers. What is found is composed as GitLab would before it is told.
 */
import { parseOnce } from '../../conditions/expression/memo.js';
import { variableNames } from '../../conditions/expression/node.js';
import type { PathSet } from '../../conditions/path-set.js';
import { isPredefined, type PipelineType } from '../../conditions/pipeline-types.js';
import {
  declarationsOf,
  possibleTypes,
  projectFiles,
  usualDeclarationsOf,
} from '../../conditions/project.js';
import type { VariableDeclaration, VariableDeclarations } from '../../conditions/solver/domain.js';
import type { Formula } from '../../conditions/solver/formula.js';
import { type Answer, Solver } from '../../conditions/solver/solver.js';
import type { Witness } from '../../conditions/solver/witness.js';
import type { Config, Parent } from '../../config/config.js';
import { type Composition, composePipeline } from '../compose.js';
import type { JobDecision } from '../deciding-rule.js';
import { describeContext } from '../pipeline-context.js';
import { CHILD_TYPES, holdsIn, sightChild } from './child-sightings.js';
import { type Conditions, conditionsOf } from './conditions.js';
import { JobFormulas } from './job-formulas.js';
import { LIKELY_TYPES, type LikelyPipeline, UNUSUAL_PIPELINES, USUAL_PIPELINES } from './likely-pipelines.js';
import { type Assumption, assumedVariables, type Sighting } from './sighting.js';
import { witnessContext } from './witness-context.js';

/** With more variables that somebody has to set to certain values a pipeline is too far from what happens. */
const MOST_ASSUMED = 1;

/** Builds what is asked from the formulas of jobs. */
export type Question = (jobs: JobFormulas) => Formula;

interface Composed {
  readonly composition: Composition;
  readonly decisions: ReadonlyMap<string, JobDecision>;
}

/** The least likely pipelines that are looked at. */
export type Reach = 'usual' | 'unusual' | 'variables';

export class Membership {
  readonly #config: Config;
  readonly #composed = new Map<string, Composed>();
  readonly #children = new Map<Sighting, Sighting | null>();
  readonly #sightings = new Map<readonly LikelyPipeline[], Map<Formula, Sightings>>();
  readonly #types: readonly PipelineType[];
  #conditions: Conditions | undefined;
  #any: JobFormulas | undefined;
  #here: JobFormulas | undefined;
  #plain: JobFormulas | undefined;

  constructor(config: Config) {
    this.#config = config;
    const types = possibleTypes(config.project);
    this.#types = config.parent === null ? types : types.filter(type => CHILD_TYPES.includes(type));
  }

  get conditions(): Conditions {
    this.#conditions ??= conditionsOf(this.#config);
    return this.#conditions;
  }

  /** Formulas under which any variable can have any value that the settings allow. */
  get jobs(): JobFormulas {
    this.#any ??= this.#formulas(declarationsOf(this.#config.project), null);
    return this.#any;
  }

  /** The same with the files that the repository has now. */
  get #jobsHere(): JobFormulas {
    const { project } = this.#config;
    const files = this.#files;
    this.#here ??= files === null ? this.jobs : this.#formulas(declarationsOf(project), files);
    return this.#here;
  }

  get #files(): PathSet | null {
    return this.conditions.asksForFiles ? projectFiles(this.#config.project) : null;
  }

  #formulas(variables: VariableDeclarations, files: PathSet | null): JobFormulas {
    const { protectedRefs } = this.#config.project;
    const solver = new Solver({ types: this.#types, variables, protectedRefs, files: files ?? undefined });
    return new JobFormulas(this.#config, solver, this.conditions.names);
  }

  /** True when it is proven that no pipeline, of whatever type and with whatever variables, is so. */
  isNever(question: Question): boolean {
    return this.answer(question) === 'never';
  }

  /** How often the question holds among all pipelines, of whatever type and with whatever variables. */
  answer(question: Question): Answer {
    return this.jobs.solver.decide(question(this.jobs));
  }

  /**
   * A pipeline in which the question holds and of which `confirms` is true once it is composed. Pipelines that most
   * projects have are tried first, without other variables than those that the settings say the project has.
   */
  find(
    question: Question,
    confirms: (sighting: Sighting) => boolean,
    reach: Reach = 'variables',
  ): Sighting | null {
    if (!this.#config.valid) return null;
    if (this.#config.parent !== null) return this.#findChild(this.#config.parent, question, confirms, reach);
    const plain = this.#plainJobs();
    const asked = question(plain);
    if (reach === 'usual') return this.#search(plain.solver, asked, USUAL_PIPELINES, 'nothing', confirms);
    const { solver } = this.#jobsHere;
    const formula = question(this.#jobsHere);
    if (formula === solver.never || solver.witness(formula, this.#possible(LIKELY_TYPES)) === null)
      return null;
    return (
      this.#search(plain.solver, asked, USUAL_PIPELINES, 'nothing', confirms) ??
      this.#search(plain.solver, asked, UNUSUAL_PIPELINES, 'unusual', confirms) ??
      (reach === 'variables' ? this.#search(solver, formula, USUAL_PIPELINES, 'variables', confirms) : null)
    );
  }

  /** In the pipelines that start the child, and with the values that they give it. */
  #findChild(
    parent: Parent,
    question: Question,
    confirms: (sighting: Sighting) => boolean,
    reach: Reach,
  ): Sighting | null {
    const above = membershipOf(parent.config);
    const plain = this.#plainJobs();
    const formula = question(plain);
    if (!above.conditions.isSettled(parent.job) || formula === plain.solver.never) return null;
    const found: Sighting[] = [];
    const isFound = (sighting: Sighting): boolean => {
      const child = this.#sightChild(parent, sighting);
      if (child === null || !holdsIn(formula, child, this.conditions.names, plain.solver)) return false;
      if (!confirms(child)) return false;
      found.push(child);
      return true;
    };
    above.find(jobs => jobs.includes(parent.job), isFound, reach === 'usual' ? 'usual' : 'unusual');
    return found[0] ?? null;
  }

  #sightChild(parent: Parent, sighting: Sighting): Sighting | null {
    let child = this.#children.get(sighting);
    if (child === undefined) {
      child = sightChild(parent, sighting);
      this.#children.set(sighting, child);
    }
    return child;
  }

  /** Formulas under which no variable is set but those of GitLab, of the configuration and of the project. */
  #plainJobs(): JobFormulas {
    if (this.#plain === undefined) {
      const declarations = new Map<string, VariableDeclaration>();
      for (const text of this.conditions.expressions) {
        const parsed = parseOnce(text);
        if (!parsed.ok) continue;
        for (const name of variableNames(parsed.expression)) {
          if (!isPredefined(name)) declarations.set(name, { set: 'never' });
        }
      }
      for (const [name, declaration] of usualDeclarationsOf(this.#config.project)) {
        declarations.set(name, declaration);
      }
      this.#plain = this.#formulas(declarations, this.#files);
    }
    return this.#plain;
  }

  #possible(types: readonly PipelineType[]): readonly PipelineType[] {
    return types.filter(type => this.#types.includes(type));
  }

  #search(
    solver: Solver,
    formula: Formula,
    pipelines: readonly LikelyPipeline[],
    assumes: Assumption,
    confirms: (sighting: Sighting) => boolean,
  ): Sighting | null {
    const known = this.#sightings.get(pipelines) ?? new Map<Formula, Sightings>();
    this.#sightings.set(pipelines, known);
    let sightings = known.get(formula);
    if (sightings === undefined) {
      sightings = new Sightings(this.#candidates(solver, formula, pipelines, assumes));
      known.set(formula, sightings);
    }
    return sightings.find(confirms);
  }

  *#candidates(
    solver: Solver,
    formula: Formula,
    pipelines: readonly LikelyPipeline[],
    assumes: Assumption,
  ): Generator<Sighting> {
    const { defaultBranch } = this.#config.project;
    for (const { type, where } of pipelines) {
      if (!this.#types.includes(type)) continue;
      const asked = where === null ? formula : solver.and(formula, where(solver, defaultBranch ?? undefined));
      const witness = solver.witness(asked, [type]);
      const sighting = witness === null ? null : this.#sight(witness, assumes);
      if (sighting !== null) yield sighting;
    }
  }

  #sight(witness: Witness, assumes: Assumption): Sighting | null {
    const input = witnessContext(witness, this.conditions.asksForChanges);
    if (input === null) return null;
    const context = describeContext(input, this.#files);
    const key = JSON.stringify(input);
    let composed = this.#composed.get(key);
    if (composed === undefined) {
      const composition = composePipeline(this.#config, context);
      const sure = composition.decisions.filter(({ certain }) => certain);
      const decisions = new Map(sure.map(decision => [decision.job.name, decision]));
      composed = { composition, decisions };
      this.#composed.set(key, composed);
    }
    const { composition, decisions } = composed;
    const assumed = assumedVariables(input, this.#config.project).length;
    if (assumed > MOST_ASSUMED) return null;
    return {
      type: witness.type,
      input,
      context,
      composition,
      assumes: assumed > 0 ? 'variables' : assumes,
      decisionOf: job => decisions.get(job),
    };
  }
}

/** Sightings that are made one after the other, as far as somebody asks, and kept. */
class Sightings {
  readonly #made: Sighting[] = [];
  readonly #rest: Iterator<Sighting>;

  constructor(rest: Iterator<Sighting>) {
    this.#rest = rest;
  }

  find(confirms: (sighting: Sighting) => boolean): Sighting | null {
    const made = this.#made.find(confirms);
    if (made !== undefined) return made;
    for (let next = this.#rest.next(); next.done !== true; next = this.#rest.next()) {
      this.#made.push(next.value);
      if (confirms(next.value)) return next.value;
    }
    return null;
  }
}

const memo = new WeakMap<Config, Membership>();

/** The answers for a configuration, shared by all who ask. */
export function membershipOf(config: Config): Membership {
  let membership = memo.get(config);
  if (membership === undefined) {
    membership = new Membership(config);
    memo.set(config, membership);
  }
  return membership;
}
