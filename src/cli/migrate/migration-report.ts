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
import { dialectToTell, type ReplayedFile, replayOf } from './replay.js';

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
  /** `file` of its configuration. */
  readonly configuration: string;
}

export interface ReportedNote extends Partial<ResolvedPlace> {
  readonly message: string;
  readonly job?: string;
}

export interface ReportedRepair extends Repair {
  readonly configuration: string;
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
  /** Whether pipelines are created alike and end with the same status. */
  readonly pipeline: ReportedFinding;
}

export interface MigrationReport {
  readonly version: 1;
  readonly files: readonly ReportedFile[];
  /** Null when nothing was done. */
  readonly verdict: Verdict | null;
  /** Those of all configurations. */
  readonly jobs: readonly ReportedJob[];
  readonly notes: readonly ReportedNote[];
  readonly repairs: readonly ReportedRepair[];
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
  const parts = repositories.flatMap(({ root, configurations }) =>
    configurations.flatMap(({ answer }) => {
      const shown = (file: string): string => pathFrom(cwd, join(root, file));
      return answer.kind === 'refused' ? [] : reportAnswer(answer, shown);
    }),
  );
  const configurations = parts.map(({ configuration }) => configuration);
  const problems = repositories.flatMap(({ problems: own }) => own);
  return {
    version: 1,
    files,
    verdict: problems.length > 0 ? null : worst(configurations.map(({ verdict }) => verdict)),
    jobs: parts.flatMap(({ jobs }) => jobs),
    notes: parts.flatMap(({ notes }) => notes),
    repairs: parts.flatMap(({ repairs }) => repairs),
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

interface Part extends Pick<MigrationReport, 'jobs' | 'notes' | 'repairs'> {
  readonly configuration: ReportedConfiguration;
}

function reportAnswer(
  answer: Exclude<MigrationAnswer, { kind: 'refused' }>,
  shown: (path: string) => string,
): readonly Part[] {
  if (answer.kind === 'same') return [reportSame(answer.config, shown)];
  const { notes } = answer.migration;
  return comparedIn(answer.migration).map(({ path, startedBy, before, comparison }) => {
    const file = shown(path);
    const isRoot = startedBy === null;
    const replayed = { file, dialect: dialectToTell(before) };
    return {
      configuration: {
        file,
        ...(isRoot ? {} : { startedBy }),
        from: before.dialect,
        verdict: comparison.verdict,
        pipeline: reportFinding(comparison.pipeline, replayed),
      },
      jobs: comparison.jobs.map(finding => ({
        name: finding.job,
        configuration: file,
        ...reportFinding(finding, replayed),
      })),
      notes: isRoot ? notes.map(note => reportNote(note, shown)) : [],
      repairs: isRoot ? answer.repairs.map(repair => ({ configuration: file, ...repair })) : [],
    };
  });
}

function reportSame({ root, dialect, jobs }: Config, shown: (path: string) => string): Part {
  const file = shown(root);
  const preserved = { verdict: 'preserved' } as const;
  return {
    configuration: { file, from: dialect, ...preserved, pipeline: preserved },
    jobs: jobs.map(({ name }) => ({ name, configuration: file, ...preserved })),
    notes: [],
    repairs: [],
  };
}

function reportNote({ message, at, job }: MigrationNote, shown: (path: string) => string): ReportedNote {
  const own = job === undefined ? {} : { job };
  if (at === null) return { message, ...own };
  const { file, range } = renderPlace(at);
  return { message, file: shown(file), range, ...own };
}

function reportFinding(finding: Finding, file: ReplayedFile): ReportedFinding {
  switch (finding.verdict) {
    case 'preserved':
      return { verdict: 'preserved' };
    case 'unproven':
      return { verdict: 'unproven', reason: finding.reason };
    case 'changed':
      return { verdict: 'changed', counterexample: reportCounterexample(finding.counterexample, file) };
  }
}

function reportCounterexample(counterexample: Counterexample, file: ReplayedFile): ReportedCounterexample {
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
