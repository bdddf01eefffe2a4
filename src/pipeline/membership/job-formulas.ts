/** In which pipelines each job is, as formulas of a solver; each distinct condition is built once. */
import { JOB_MAYBE_SET, JOB_SET } from '../../conditions/predefined-variables.js';
import type { Formula } from '../../conditions/solver/formula.js';
import { NO_JOB_FACTS, type Scope } from '../../conditions/solver/reading.js';
import type { Solver } from '../../conditions/solver/solver.js';
import type { Config } from '../../config/config.js';
import type { Field, Job, RulesEntry } from '../../config/job.js';
import { type JobOutcome, jobOutcomes } from '../../config/job-outcomes.js';
import { get } from '../../config/value.js';
import { clausesOf, policyOf } from '../deciding-rule.js';
import { inheritance, jobPredefined } from '../job-variables.js';

/** One way in which a job is in a pipeline, and where. */
export interface OutcomeFormula {
  readonly outcome: JobOutcome;
  readonly where: Formula;
}

/** A way through the workflow: where it is taken, and the variables of the file under it. */
interface WorkflowWay {
  readonly where: Formula;
  readonly variables: Variables;
}

type Variables = ReadonlyMap<string, string>;

/** The text of an entry, which entries share that came through anchors, `extends` or `!reference`. */
type Written = RulesEntry['at']['entries'];

const NO_FACTS: ReadonlyMap<string, string | null> = new Map();

/** All formulas of jobs are about pipelines that the workflow lets through. */
export class JobFormulas {
  readonly solver: Solver;
  /** Where `workflow:rules` let a pipeline be made. */
  readonly passes: Formula;
  readonly #workflow: readonly Formula[];
  readonly #ways: readonly WorkflowWay[];
  readonly #root: Variables;
  readonly #names: ReadonlySet<string>;
  readonly #factNames: readonly string[];
  /** The scope, under each way, of jobs that have nothing of their own that a condition could read. */
  readonly #plainScopes = new Map<Variables, Scope>();
  /** Those of other jobs by what conditions can read in them, and by job. */
  readonly #scopes = new Map<string, Scope>();
  readonly #ownScopes = new Map<Job, Map<Variables, Scope>>();
  readonly #scopeIds = new Map<Scope, number>();
  /** Answers that jobs share of which conditions can read the same, by the text they were made from. */
  readonly #shared = new Map<string, readonly Formula[]>();
  readonly #entryIds = new Map<Written, number>();
  readonly #entryFormulas = new Map<Scope, Map<Written, Formula>>();
  readonly #included = new Map<Job, Formula>();
  readonly #decisions = new Map<Job, readonly Formula[]>();
  readonly #ownDecisions = new Map<Job, readonly Formula[]>();
  readonly #clauses = new Map<Job, readonly Formula[]>();

  /** `names`: the variables that conditions can read. */
  constructor(config: Config, solver: Solver, names: ReadonlySet<string>) {
    this.solver = solver;
    this.#names = names;
    this.#factNames = [...JOB_SET, ...JOB_MAYBE_SET].filter(name => names.has(name));
    const rules = config.workflow?.rules ?? null;
    const root = valuesOf(config.variables);
    this.#root = root;
    const scope: Scope = { variables: root, facts: NO_JOB_FACTS };
    this.#workflow = rules === null ? [] : solver.decisions(rules.map(clausesOf), scope);
    this.#ways =
      rules === null
        ? [{ where: solver.always, variables: root }]
        : findWays(rules, this.#workflow, root, solver);
    this.passes = solver.or(...this.#ways.map(({ where }) => where));
  }

  /** For each entry of `workflow:rules`, where it decides. */
  workflowDecisions(): readonly Formula[] {
    return this.#workflow;
  }

  /** Where the job is in the pipeline. */
  includes(job: Job): Formula {
    return remember(this.#included, job, () =>
      this.solver.or(...this.outcomes(job).map(({ where }) => where)),
    );
  }

  /** Where each way is taken in which the job can be in a pipeline; in the order of `jobOutcomes`. */
  outcomes(job: Job): readonly OutcomeFormula[] {
    const outcomes = jobOutcomes(job);
    if (job.rules === null) {
      if (outcomes.length === 0) return [];
      const where = this.#share(
        job,
        () => `policy ${JSON.stringify([job.only, job.except])}`,
        () =>
          this.#underEachWay(job, scope => [
            this.solver.policy(policyOf(job.only), policyOf(job.except), scope),
          ]),
      );
      return outcomes.map(outcome => ({ outcome, where: where[0] ?? this.solver.never }));
    }
    const { rules } = job;
    const decisions = this.decisions(job);
    return outcomes.map(outcome => {
      const at = outcome.entry === null ? -1 : rules.indexOf(outcome.entry);
      return { outcome, where: decisions[at] ?? this.solver.never };
    });
  }

  /** For each entry of the job's rules, where it is the one that decides. */
  decisions(job: Job): readonly Formula[] {
    return remember(this.#decisions, job, () => {
      const decide = (): readonly Formula[] =>
        this.#underEachWay(job, scope => this.solver.firstToHold(this.#entries(job, scope)));
      return this.#share(job, () => `rules ${this.#idsOf(job)}`, decide);
    });
  }

  /** For each entry of the job's rules, where its clauses hold, whatever the others and the workflow say. */
  clauses(job: Job): readonly Formula[] {
    return remember(this.#clauses, job, () => {
      return this.#entries(job, this.#scopeOf(job, this.#root));
    });
  }

  /** For each entry of the job's rules, where it would decide if there were no `workflow`. */
  ownDecisions(job: Job): readonly Formula[] {
    return remember(this.#ownDecisions, job, () =>
      this.#share(
        job,
        () => `own rules ${this.#idsOf(job)}`,
        () => this.solver.firstToHold(this.#entries(job, this.#scopeOf(job, this.#root))),
      ),
    );
  }

  /** Where the rules of the job would add it if there were no `workflow`. */
  withoutWorkflow(job: Job): Formula {
    const added = jobOutcomes(job).map(({ entry }) => entry);
    return this.solver.or(
      ...this.ownDecisions(job).filter((_, at) => added.includes(job.rules?.[at] ?? null)),
    );
  }

  /** Where a condition in the rules of the job holds, or in those of the workflow. */
  condition(text: string, job: Job | null): Formula {
    const scope =
      job === null ? { variables: this.#root, facts: NO_JOB_FACTS } : this.#scopeOf(job, this.#root);
    const under = this.#ways.map(way => ({
      where: way.where,
      formula: this.solver.expression(text, job === null ? scope : this.#scopeOf(job, way.variables)),
    }));
    const alone = this.solver.expression(text, scope);
    if (job === null || under.every(({ formula }) => formula === alone)) return alone;
    return this.solver.or(...under.map(({ formula }) => formula));
  }

  /** Jobs whose conditions are the same text and read the same have the same formulas. */
  #share(job: Job, key: () => string, build: () => readonly Formula[]): readonly Formula[] {
    const text = this.#isPlain(job) ? key() : `${this.#scopesOf(job)} ${key()}`;
    let known = this.#shared.get(text);
    if (known === undefined) {
      known = build();
      this.#shared.set(text, known);
    }
    return known;
  }

  /** Entries that came through anchors or `extends` share what was written, and so have one id. */
  #idsOf(job: Job): string {
    const ids = (job.rules ?? []).map(({ at }) => {
      const id = this.#entryIds.get(at.entries) ?? this.#entryIds.size;
      this.#entryIds.set(at.entries, id);
      return id;
    });
    return ids.join(' ');
  }

  /** Where each entry holds, by itself; made once for each scope and text. */
  #entries(job: Job, scope: Scope): readonly Formula[] {
    const known = this.#entryFormulas.get(scope) ?? new Map<Written, Formula>();
    this.#entryFormulas.set(scope, known);
    return (job.rules ?? []).map(entry => {
      let formula = known.get(entry.at.entries);
      if (formula === undefined) {
        formula = this.solver.entry(clausesOf(entry), scope);
        known.set(entry.at.entries, formula);
      }
      return formula;
    });
  }

  #isPlain(job: Job): boolean {
    if (job.inheritedVariables !== true || this.#factNames.length > 0) return false;
    for (const name of job.variables.keys()) if (this.#names.has(name)) return false;
    return true;
  }

  /** The numbers of the job's scopes, of which the last is without a workflow. */
  #scopesOf(job: Job): string {
    const roots = [...this.#ways.map(({ variables }) => variables), this.#root];
    const ids = roots.map(root => {
      const scope = this.#scopeOf(job, root);
      const id = this.#scopeIds.get(scope) ?? this.#scopeIds.size;
      this.#scopeIds.set(scope, id);
      return id;
    });
    return ids.join();
  }

  #scopeOf(job: Job, root: Variables): Scope {
    if (this.#isPlain(job)) {
      let plain = this.#plainScopes.get(root);
      if (plain === undefined) {
        plain = { variables: root, facts: NO_FACTS };
        this.#plainScopes.set(root, plain);
      }
      return plain;
    }
    const scopes = this.#ownScopes.get(job) ?? new Map<Variables, Scope>();
    this.#ownScopes.set(job, scopes);
    let scope = scopes.get(root);
    if (scope === undefined) {
      scope = this.#internScope(job, root);
      scopes.set(root, scope);
    }
    return scope;
  }

  /** What conditions can read in the job; the same object for all jobs in which that is the same. */
  #internScope(job: Job, root: Variables): Scope {
    const variables = new Map<string, string>();
    const isInherited = inheritance(job);
    for (const name of this.#names) {
      const value = job.variables.get(name)?.value ?? (isInherited(name) ? root.get(name) : undefined);
      if (value !== undefined) variables.set(name, value);
    }
    const lookup = jobPredefined(job);
    const facts = new Map<string, string | null>();
    for (const name of this.#factNames) if (!variables.has(name)) facts.set(name, lookup(name) ?? null);
    const key = JSON.stringify([[...variables], [...facts]]);
    let scope = this.#scopes.get(key);
    if (scope === undefined) {
      scope = { variables, facts };
      this.#scopes.set(key, scope);
    }
    return scope;
  }

  /** Joins what holds under the ways through the workflow, which mostly is the same under all. */
  #underEachWay(job: Job, ask: (scope: Scope) => readonly Formula[]): readonly Formula[] {
    const { solver } = this;
    const answers = this.#ways.map(way => ask(this.#scopeOf(job, way.variables)));
    const first = answers[0] ?? [];
    return first.map((formula, at) => {
      if (answers.every(answer => answer[at] === formula)) return solver.and(this.passes, formula);
      return solver.or(
        ...this.#ways.map((way, index) => solver.and(way.where, answers[index]?.[at] ?? solver.never)),
      );
    });
  }
}

function remember<T>(memo: Map<Job, T>, job: Job, build: () => T): T {
  let known = memo.get(job);
  if (known === undefined) {
    known = build();
    memo.set(job, known);
  }
  return known;
}

/** The ways through the workflow that differ in their variables; at least one, which may be taken nowhere. */
function findWays(
  rules: readonly RulesEntry[],
  decisions: readonly Formula[],
  root: Variables,
  solver: Solver,
): readonly WorkflowWay[] {
  const ways = new Map<string, WorkflowWay>();
  for (const [at, entry] of rules.entries()) {
    if (entry.when?.value === 'never') continue;
    const own = ownVariables(entry);
    const key = JSON.stringify(own);
    const where = solver.or(ways.get(key)?.where ?? solver.never, decisions[at] ?? solver.never);
    ways.set(key, { where, variables: own.length === 0 ? root : new Map([...root, ...own]) });
  }
  return ways.size === 0 ? [{ where: solver.never, variables: root }] : [...ways.values()];
}

function ownVariables(entry: RulesEntry): [string, string][] {
  return [...(entry.variables?.entries ?? [])].flatMap(([name, { value }]): [string, string][] => {
    const scalar = value.kind === 'mapping' ? get(value, 'value') : value;
    return scalar?.kind === 'scalar' ? [[name, scalar.text]] : [];
  });
}

function valuesOf(fields: ReadonlyMap<string, Field<string>>): Variables {
  return new Map([...fields].map(([name, { value }]) => [name, value]));
}
