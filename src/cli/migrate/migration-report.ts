/** What `migrate --format json` prints; `schemas/migration.schema.json` describes it. */
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { Dialect } from '../../config/dialect.js';
import { type ResolvedPlace, renderPlace } from '../../config/render.js';
import type { MigrationAnswer } from '../../migration/migrate-config.js';
import type { MigrationNote } from '../../migration/migration.js';
import type { Repair } from '../../migration/repairs/find-repairs.js';
import type {
  Counterexample,
  Difference,
  Finding,
  Hazard,
  Verdict,
} from '../../pipeline/compare/comparison.js';
import type { ContextInput } from '../../pipeline/pipeline-context.js';
import type { Statuses } from '../../pipeline/processing/pipeline-state.js';
import { renderDiff } from '../../reporters/diff.js';
import { PLAIN_STYLE } from '../../reporters/style.js';
import { pathFrom } from '../lint/display-path.js';
import { comparedIn } from './compared.js';
import type { MigratedRepository, MigratedText, MigrationProblem } from './migrate-repository.js';
import { replayOf } from './replay.js';

export interface ReportedFile {
  readonly file: string;
  readonly changed: boolean;
  readonly output: string;
  /** Empty when nothing changed. */
  readonly diff: string;
}

/** In the shape of the requests of `simulate --batch`. */
export interface ReportedEvent {
  readonly event: string;
  readonly jobs?: readonly string[];
  readonly exit_code?: number;
}

export interface ReportedCounterexample {
  readonly hazard: Hazard | null;
  readonly context: ContextInput;
  readonly events: readonly ReportedEvent[];
  readonly before: Statuses | null;
  readonly after: Statuses | null;
  readonly differences: readonly Difference[];
  /** Shows both sides again. */
  readonly command: string;
}

export interface ReportedFinding {
  readonly verdict: Verdict;
  /** With `changed`. */
  readonly counterexample?: ReportedCounterexample;
  /** With `unproven`: what would have to be known. */
  readonly reason?: string;
}

export interface ReportedJob extends ReportedFinding {
  readonly name: string;
}

export interface ReportedNote extends Partial<ResolvedPlace> {
  readonly message: string;
  readonly job?: string;
}

export interface ReportedRepair {
  readonly hazard: Hazard;
  readonly jobs: readonly string[];
  readonly description: string;
  /** Of these jobs, with the repair. */
  readonly verdict: Verdict;
  /** Whether the hazard is gone; what still changes does so because of `left`. */
  readonly helps: boolean;
  readonly left: readonly Hazard[];
  /** True when it is part of the output. */
  readonly applied: boolean;
}

export interface ReportedError extends Partial<ResolvedPlace> {
  readonly message: string;
}

export interface ReportedConfiguration {
  /** The root file. */
  readonly file: string;
  /** The trigger job that starts these pipelines; absent for those of the configuration itself. */
  readonly startedBy?: string;
  readonly from: Dialect;
  readonly verdict: Verdict;
  readonly pipeline: ReportedFinding;
  readonly jobs: readonly ReportedJob[];
  readonly repairs: readonly ReportedRepair[];
  readonly notes: readonly ReportedNote[];
}

export interface MigrationReport {
  readonly version: 1;
  readonly files: readonly ReportedFile[];
  /** Null when nothing was done. */
  readonly verdict: Verdict | null;
  /** Those of all configurations. */
  readonly jobs: readonly ReportedJob[];
  readonly notes: readonly ReportedNote[];
  /** Each root and the configurations of its child pipelines. */
  readonly configurations: readonly ReportedConfiguration[];
  /** Why nothing was done; empty when all went well. */
  readonly errors: readonly ReportedError[];
}

/** Paths are relative to `cwd`. */
export function reportMigration(repositories: readonly MigratedRepository[], cwd: string): MigrationReport {
  const files = repositories.flatMap(({ root, files: own }) =>
    own.map(text => reportFile(text, pathFrom(cwd, join(root, text.path)))),
  );
  const configurations = repositories.flatMap(({ root, configurations: own }) =>
    own.flatMap(({ answer }) => {
      const shown = (file: string): string => pathFrom(cwd, join(root, file));
      return answer.kind === 'refused' ? [] : reportConfigurations(answer, shown);
    }),
  );
  const problems = repositories.flatMap(({ problems: own }) => own);
  return {
    version: 1,
    files,
    verdict: problems.length > 0 ? null : worst(configurations.map(({ verdict }) => verdict)),
    jobs: configurations.flatMap(({ jobs }) => jobs),
    notes: configurations.flatMap(({ notes }) => notes),
    configurations,
    errors: problems.flatMap(reportProblem),
  };
}

export function reportProblem({ text, faults }: MigrationProblem): readonly ReportedError[] {
  if (faults.length === 0) return [{ message: text }];
  return faults.map(({ message, file, range }) => ({ message, file, range }));
}

function reportFile({ before, after, changed }: MigratedText, file: string): ReportedFile {
  return { file, changed, output: after, diff: renderDiff([{ path: file, before, after }], PLAIN_STYLE) };
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('changed')) return 'changed';
  return verdicts.includes('unproven') ? 'unproven' : 'preserved';
}

function reportConfigurations(
  answer: Exclude<MigrationAnswer, { kind: 'refused' }>,
  shown: (path: string) => string,
): readonly ReportedConfiguration[] {
  if (answer.kind === 'same') return [reportSame(answer.config, shown)];
  const { notes, before } = answer.migration;
  return comparedIn(answer.migration).map(({ path, startedBy, comparison }) => {
    const file = shown(path);
    const isRoot = startedBy === null;
    return {
      file,
      ...(isRoot ? {} : { startedBy }),
      from: before.dialect,
      verdict: comparison.verdict,
      pipeline: reportFinding(comparison.pipeline, file),
      jobs: comparison.jobs.map(finding => ({ name: finding.job, ...reportFinding(finding, file) })),
      repairs: isRoot ? answer.repairs.map(reportRepair) : [],
      notes: isRoot ? notes.map(note => reportNote(note, shown)) : [],
    };
  });
}

function reportSame(config: Config, shown: (path: string) => string): ReportedConfiguration {
  const jobs = config.jobs.map(({ name }): ReportedJob => ({ name, verdict: 'preserved' }));
  const preserved = { verdict: 'preserved' } as const;
  const file = shown(config.root);
  return { file, from: config.dialect, ...preserved, pipeline: preserved, jobs, repairs: [], notes: [] };
}

function reportNote({ message, at, job }: MigrationNote, shown: (path: string) => string): ReportedNote {
  const own = job === undefined ? {} : { job };
  if (at === null) return { message, ...own };
  const { file, range } = renderPlace(at);
  return { message, file: shown(file), range, ...own };
}

function reportFinding(finding: Finding, file: string): ReportedFinding {
  switch (finding.verdict) {
    case 'preserved':
      return { verdict: 'preserved' };
    case 'unproven':
      return { verdict: 'unproven', reason: finding.reason };
    case 'changed':
      return { verdict: 'changed', counterexample: reportCounterexample(finding.counterexample, file) };
  }
}

function reportCounterexample(counterexample: Counterexample, file: string): ReportedCounterexample {
  const { hazard, context, events, before, after, differences } = counterexample;
  return {
    hazard,
    context,
    events: events.map(({ event, jobs, exitCode }) => ({
      event,
      ...(jobs === undefined ? {} : { jobs }),
      ...(exitCode === undefined ? {} : { exit_code: exitCode }),
    })),
    before,
    after,
    differences,
    command: replayOf(counterexample, file),
  };
}

function reportRepair({ hazard, jobs, description, verdict, helps, left, applied }: Repair): ReportedRepair {
  return { hazard, jobs, description, verdict, helps, left, applied };
}
