/** Compares the jobs of a configuration before and after: are they in the same pipelines, in the same way? */
import { PIPELINE_TYPES } from '../../conditions/pipeline-types.js';
import type { Formula } from '../../conditions/solver/formula.js';
import { Solver } from '../../conditions/solver/solver.js';
import type { Config } from '../../config/config.js';
import { toJson } from '../../config/entries/json.js';
import { type Job, type JobDefinition, keyword } from '../../config/job.js';
import type { Json } from '../../config/value.js';
import { contextFinder } from '../../pipeline/compare/context-finder.js';
import { composePipeline } from '../../pipeline/compose.js';
import { type JobForm, possibleForms } from '../../pipeline/deciding-rule.js';
import { conditionsOf } from '../../pipeline/membership/conditions.js';
import { JobFormulas } from '../../pipeline/membership/job-formulas.js';
import type { Sighting } from '../../pipeline/membership/sighting.js';
import { type ContextInput, describeContext, type PipelineContext } from '../../pipeline/pipeline-context.js';
import { PROVEN_TYPES } from './pipeline-kinds.js';

/** What became of a job: `same` pipelines, `other` pipelines, or another job altogether. */
export type Change = 'same' | 'other' | 'broken';

/** Both configurations in the terms of one solver. */
interface Both {
  readonly before: JobFormulas;
  readonly after: JobFormulas;
}

export class Verifier {
  readonly before: Config;
  readonly after: Config;
  readonly #jobs: ReadonlyMap<string, Job>;
  #proven: Both | undefined;
  #real: Both | undefined;

  constructor(before: Config, after: Config) {
    this.before = before;
    this.after = after;
    this.#jobs = new Map(after.jobs.map(job => [job.name, job]));
  }

  /** The jobs of a definition that are no longer what they were, or null when all are. */
  change(job: Job): Change {
    const after = this.#jobs.get(job.name);
    if (after === undefined || this.#isRefused(after)) return 'broken';
    if (textOf(job) !== textOf(after)) return 'broken';
    if (policyText(job) === policyText(after)) return 'same';
    if (!hasSameForms(job, after)) return 'broken';
    this.#proven ??= this.#compare(new Solver({ types: PROVEN_TYPES }));
    const { before, after: then } = this.#proven;
    return isNever(before.solver, before.includes(job), then.includes(after)) ? 'same' : 'other';
  }

  /** The rules that the job has afterwards, as they are written. */
  rulesOf({ name }: JobDefinition): Json {
    const after = this.after.definitions.find(definition => definition.name === name);
    const rules = after === undefined ? undefined : keyword(after, 'rules');
    return rules === undefined ? null : toJson(rules);
  }

  /**
   * A pipeline that has the job before and not after, or the other way round, composed both times. `never` when no pipeline that
   * GitLab makes is so, null when none was found.
   */
  difference(job: Job): Sighting | 'never' | null {
    const after = this.#jobs.get(job.name);
    if (after === undefined) return null;
    this.#real ??= this.#compare(new Solver());
    const { before, after: then } = this.#real;
    const formula = differs(before.solver, before.includes(job), then.includes(after));
    if (before.solver.decide(formula) === 'never') return 'never';
    const conditions = [conditionsOf(this.before), conditionsOf(this.after)];
    const input = contextFinder(before.solver, conditions)(formula);
    if (input === null) return null;
    const seen = sight(this.before, input);
    const isAdded = ({ composition }: Sighting): boolean =>
      composition.decisions.some(({ job: { name }, form }) => name === job.name && form !== null);
    return seen !== null && isAdded(seen) !== isAdded({ ...seen, ...composed(this.after, seen.context) })
      ? seen
      : null;
  }

  #compare(solver: Solver): Both {
    const names = new Set([...conditionsOf(this.before).names, ...conditionsOf(this.after).names]);
    return {
      before: new JobFormulas(this.before, solver, names),
      after: new JobFormulas(this.after, solver, names),
    };
  }

  /** GitLab refuses `rules` beside policies. */
  #isRefused(job: Job): boolean {
    const isSet = (name: string): boolean => {
      const value = keyword(job, name);
      return value !== undefined && toJson(value) !== null;
    };
    return isSet('rules') && (isSet('only') || isSet('except') || isSet('start_in'));
  }
}

function sight(config: Config, input: ContextInput): Sighting | null {
  const context = describeContext(input);
  const type = PIPELINE_TYPES.find(({ pipelineSource, refKind }) => {
    return pipelineSource === context.source && refKind === context.refKind;
  });
  return type === undefined
    ? null
    : { type, input, context, assumes: 'unusual', ...composed(config, context) };
}

function composed(config: Config, context: PipelineContext): Pick<Sighting, 'composition' | 'decisionOf'> {
  const composition = composePipeline(config, context);
  return { composition, decisionOf: name => composition.decisions.find(({ job }) => job.name === name) };
}

function differs(solver: Solver, one: Formula, other: Formula): Formula {
  return solver.or(solver.and(one, solver.not(other)), solver.and(other, solver.not(one)));
}

function isNever(solver: Solver, one: Formula, other: Formula): boolean {
  return one === other || solver.decide(differs(solver, one, other)) === 'never';
}

function hasSameForms(before: Job, after: Job): boolean {
  const known = new Set(possibleForms(before).map(formText));
  return possibleForms(after).every(form => known.has(formText(form)));
}

function formText({ when, allowFailure, startIn, needs, schedulingType }: JobForm): string {
  const names = needs?.map(({ job, artifacts, optional }) => [job, artifacts, optional]) ?? null;
  return JSON.stringify([when, allowFailure, startIn, names, schedulingType]);
}

function policyText({ only, except, definition }: Job): string {
  const rules = definition.mapping.entries.get('rules')?.value;
  return JSON.stringify([only, except, rules === undefined ? null : toJson(rules)]);
}

/** All that the migration has nothing to do with. */
function textOf({ attributes }: Job): string {
  const { only, except, rules, when, options, ...rest } = attributes;
  const { start_in: _start, ...others } = (options ?? {}) as { readonly [key: string]: Json }; // GitLab's options are a hash.
  return JSON.stringify([rest, others]);
}
