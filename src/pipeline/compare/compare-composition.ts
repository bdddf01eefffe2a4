/** Compares which pipelines are made, and of what, before anything happens in them. Exact: conditions are decided. */
import type { Formula } from '../../conditions/solver/formula.js';
import type { Solver } from '../../conditions/solver/solver.js';
import { artifactSources } from '../artifact-flow.js';
import { type Composition, composePipeline, type NoPipelineReason } from '../compose.js';
import { type ContextInput, describeContext } from '../pipeline-context.js';
import { START, startOf } from '../processing/pipeline-model.js';
import { startSimulation } from '../simulation.js';
import type { Difference, Side } from './comparison.js';
import type { ContextFinder } from './context-finder.js';
import { type JobShape, traitsOf } from './job-shape.js';
import type { Ledger, Subject } from './ledger.js';
import { presenceOf, type SideShapes } from './side-shapes.js';

export interface Comparing {
  readonly sides: readonly [Side, Side];
  readonly shapes: readonly [SideShapes, SideShapes];
  readonly solver: Solver;
  readonly findContext: ContextFinder;
  readonly ledger: Ledger;
}

export function compareComposition(comparing: Comparing): void {
  compareCreation(comparing);
  const { shapes, solver } = comparing;
  const both = solver.and(shapes[0].created, shapes[1].created);
  for (const [was, where] of shapes[0].traits) {
    for (const [is, there] of shapes[1].traits) {
      if (was === is) continue;
      settle(comparing, solver.and(where, there), null, () => [attributesDiffer(null, was, is)], both);
    }
  }
  for (const name of new Set([...shapes[0].jobs.keys(), ...shapes[1].jobs.keys()])) {
    compareMembership(comparing, name, both);
    compareShapes(comparing, name, both);
  }
}

const NONE = 'no pipeline';

const REASON_TEXTS: Readonly<Record<NoPipelineReason, string>> = {
  invalid_config: `${NONE}: the configuration is invalid`,
  workflow_rules: `${NONE}: \`workflow:rules\` make none`,
  config_error: `${NONE}: needed jobs are missing`,
  filtered_by_rules: `${NONE}: no job is left`,
};

function compareCreation(comparing: Comparing): void {
  const { shapes, solver } = comparing;
  const reasons = new Set([...shapes[0].refused.keys(), ...shapes[1].refused.keys()]);
  const pairs = [
    [shapes[0].created, shapes[1].created],
    ...[...reasons].map(reason => shapes.map(({ refused }) => refused.get(reason) ?? solver.never)),
  ];
  for (const [was, is] of pairs) {
    if (was === undefined || is === undefined || was === is) continue;
    settle(comparing, exactlyOne(solver, was, is), null, compositions => {
      const [before, after] = compositions.map(({ reason, errors }) =>
        reason === null ? 'created' : [REASON_TEXTS[reason], ...errors.slice(0, 1)].join(': '),
      );
      if (before === undefined || after === undefined || before === after) return [];
      return [{ job: null, aspect: 'created', before, after }];
    });
  }
}

/** Where one of them holds without the other. */
export function exactlyOne(solver: Solver, one: Formula, other: Formula): Formula {
  return solver.or(solver.and(one, solver.not(other)), solver.and(other, solver.not(one)));
}

function compareMembership(comparing: Comparing, name: string, both: Formula): void {
  const { shapes, solver } = comparing;
  const [was, is] = shapes.map(({ jobs }) => presenceOf(jobs.get(name) ?? [], solver));
  if (was === undefined || is === undefined || was === is) return;
  const compare = (compositions: readonly [Composition, Composition]): readonly Difference[] => {
    const texts = compositions.map(composition => (hasJob(composition, name) ? 'in' : 'not in'));
    const [before, after] = texts.map(text => `${text} the pipeline`);
    if (before === undefined || after === undefined || before === after) return [];
    return [{ job: name, aspect: 'member', before, after }];
  };
  const where = exactlyOne(solver, was, is);
  settle(comparing, where, name, compare, solver.canHold(solver.and(where, both)) ? both : null);
}

function hasJob({ pipeline }: Composition, name: string): boolean {
  return pipeline?.jobs.some(job => job.name === name) === true;
}

function compareShapes(comparing: Comparing, name: string, both: Formula): void {
  const { shapes, solver } = comparing;
  for (const [was, is, where] of shapePairs(shapes, name, solver)) {
    if (was.of !== is.of || was.extras !== is.extras) {
      const [traits, others] = [traitsOf(was), traitsOf(is)];
      if (traits !== others)
        settle(comparing, where, name, () => [attributesDiffer(name, traits, others)], both);
    }
    compareSources(comparing, name, { was, is, where, both });
    const [before, after] = [delayOf(was), delayOf(is)];
    if (before === null || after === null || before === after) continue;
    settle(comparing, where, name, () => [{ job: name, aspect: 'start', before, after }], both);
  }
}

/** Durations are compared as they are written. */
function delayOf({ job }: JobShape): string | null {
  return startOf(job) === START.schedule ? `after ${job.startIn?.trim().replace(/\s+/g, ' ')}` : null;
}

/** Each shape of one side with each of the other that it can meet; quick where both lists are the same. */
export function shapePairs(
  shapes: Comparing['shapes'],
  name: string,
  solver: Solver,
): readonly (readonly [JobShape, JobShape, Formula])[] {
  const [before, after] = shapes.map(({ jobs }) => jobs.get(name) ?? []);
  if (before === undefined || after === undefined) return [];
  const alike = before.length === after.length && before.every(({ where }, at) => where === after[at]?.where);
  return before.flatMap((was, at) =>
    after.flatMap((is, other): [JobShape, JobShape, Formula][] => {
      if (alike) return at === other ? [[was, is, was.where]] : [];
      const where = solver.and(was.where, is.where);
      return !solver.canHold(where) ? [] : [[was, is, where]];
    }),
  );
}

/** Only jobs that upload something can be fetched from, in pipelines that have them. */
function compareSources(
  comparing: Comparing,
  name: string,
  { was, is, where, both }: Record<'was' | 'is', JobShape> & Record<'where' | 'both', Formula>,
): void {
  const { shapes, solver } = comparing;
  const uploads = [uploadsOf(shapes[0], solver), uploadsOf(shapes[1], solver)] as const;
  const other = was.sources === is.sources ? otherUploads(shapes, uploads) : null;
  for (const source of other ?? new Set([...uploads[0].keys(), ...uploads[1].keys()])) {
    const before = asks(shapes[0], was, source) ? uploads[0].get(source) : undefined;
    const after = asks(shapes[1], is, source) ? uploads[1].get(source) : undefined;
    if (before === after) continue;
    const differs = exactlyOne(solver, before ?? solver.never, after ?? solver.never);
    const here = solver.and(where, differs);
    settle(comparing, here, name, compositions => fetchDifference(compositions, name), both);
  }
}

type Uploads = ReadonlyMap<string, Formula>;

const uploadsMemo = new WeakMap<SideShapes, Uploads>();

/** The jobs that have artifacts, and where. */
function uploadsOf(side: SideShapes, solver: Solver): Uploads {
  let uploads = uploadsMemo.get(side);
  if (uploads === undefined) {
    const having = [...side.jobs].filter(([, shapes]) => shapes.some(({ job }) => job.artifacts !== null));
    uploads = new Map(having.map(([name, shapes]) => [name, presenceOf(shapes, solver)]));
    uploadsMemo.set(side, uploads);
  }
  return uploads;
}

const otherMemo = new WeakMap<SideShapes, readonly string[]>();

/** The jobs that upload in other pipelines than before. */
function otherUploads(
  shapes: Comparing['shapes'],
  [before, after]: readonly [Uploads, Uploads],
): readonly string[] {
  let other = otherMemo.get(shapes[0]);
  if (other === undefined) {
    const all = new Set([...before.keys(), ...after.keys()]);
    other = [...all].filter(name => before.get(name) !== after.get(name));
    otherMemo.set(shapes[0], other);
  }
  return other;
}

function asks({ config, jobs }: SideShapes, { job }: JobShape, source: string): boolean {
  const { needs, dependencies } = job;
  if (needs === null && dependencies === null) {
    const stage = jobs.get(source)?.[0]?.job.stage ?? job.stage;
    return config.stages.indexOf(stage) < config.stages.indexOf(job.stage);
  }
  const needed = needs?.some(need => need.artifacts && need.job === source) ?? true;
  return source !== job.name && needed && (dependencies?.includes(source) ?? true);
}

function fetchDifference(compositions: readonly Composition[], name: string): readonly Difference[] {
  const [before, after] = compositions.map(
    composition => fetchesOf(composition, name).join(', ') || 'nothing',
  );
  if (before === undefined || after === undefined || before === after) return [];
  return [{ job: name, aspect: 'artifacts', before, after }];
}

function fetchesOf({ pipeline }: Composition, name: string): readonly string[] {
  const job = pipeline?.jobs.find(candidate => candidate.name === name);
  if (pipeline === null || job === undefined) return [];
  return artifactSources(pipeline, job).flatMap(source => (source.artifacts === null ? [] : source.name));
}

/** Shortens both to where they begin to differ. */
function attributesDiffer(job: Subject, was: string, is: string): Difference {
  let at = 0;
  while (was[at] === is[at]) at++;
  const from = Math.max(0, was.lastIndexOf('"', at - 1));
  const cut = (text: string): string => text.slice(from, at + 40);
  return { job, aspect: 'attributes', before: cut(was), after: cut(is) };
}

/**
 * Decides whether there is a pipeline in which something differs, and shows it: `compare` answers what does in one that
 * was composed, and nothing where that does not bear out the claim, which then stays open. `both`, where both sides have
 * to make a pipeline, is asked last: it is about all jobs at once.
 */
function settle(
  comparing: Comparing,
  where: Formula,
  subject: Subject,
  compare: (compositions: readonly [Composition, Composition]) => readonly Difference[],
  both: Formula | null = null,
): void {
  const { solver, findContext, ledger } = comparing;
  if (where === solver.never || ledger.isChanged(subject)) return;
  if (!solver.canHold(where)) return;
  if (show(comparing, findContext(where, true), subject, compare, both !== null)) return;
  if (both !== null) {
    const created = solver.and(where, both);
    if (!solver.canHold(created)) return;
    if (show(comparing, findContext(created), subject, compare, true)) return;
  }
  ledger.leaveOpen(subject, 'conditions let it differ, but no example of such a pipeline could be found');
}

function show(
  { sides, ledger }: Comparing,
  context: ContextInput | null,
  subject: Subject,
  compare: (compositions: readonly [Composition, Composition]) => readonly Difference[],
  created: boolean,
): boolean {
  if (context === null) return false;
  const compositions = composeBoth(sides, context);
  if (created && compositions.some(({ pipeline }) => pipeline === null)) return false;
  const differences = compare(compositions);
  if (differences.length === 0) return false;
  const [before, after] = compositions.map(({ pipeline }, at) =>
    pipeline === null ? null : startSimulation(pipeline, sides[at]?.semantics ?? 'current').statuses(),
  );
  ledger.change(subject, {
    context,
    events: [],
    before: before ?? null,
    after: after ?? null,
    differences,
    hazard: null,
  });
  return true;
}

export function composeBoth(
  sides: readonly [Side, Side],
  context: ContextInput,
): readonly [Composition, Composition] {
  const described = describeContext(context);
  return [composePipeline(sides[0].config, described), composePipeline(sides[1].config, described)];
}
