/** What is drawn of a pipeline: its stages, its jobs in their last statuses, and who waits for whom. */
import type { ReportedJob, SimulationReport } from '../simulation-report.js';
import { startWords } from './start-words.js';

export interface DrawnJob {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** How it starts, when not by itself. */
  readonly note: string;
}

export interface DrawnStage {
  readonly id: string;
  readonly name: string;
  readonly jobs: readonly DrawnJob[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Optional needs, and needs that fetch no artifacts, are drawn lighter. */
  readonly light: boolean;
}

export interface PipelineGraph {
  readonly stages: readonly DrawnStage[];
  readonly needs: readonly Arrow[];
  /** From the stage before to each stage with a job that waits for all earlier ones. */
  readonly order: readonly Arrow[];
}

export function graphOf(report: SimulationReport): PipelineGraph {
  const statuses = report.steps.at(-1)?.statuses.jobs ?? {};
  const ids = new Map(report.jobs.map(({ name }, index) => [name, `j${index}`]));
  const stages = report.stages.flatMap((name, index): DrawnStage[] => {
    const jobs = report.jobs.filter(job => job.stage === name);
    if (jobs.length === 0) return [];
    const drawn = jobs.map(job => ({
      id: ids.get(job.name) ?? '',
      name: job.name,
      status: statuses[job.name] ?? 'created',
      note: startNote(job),
    }));
    return [{ id: `s${index}`, name, jobs: drawn }];
  });
  const byStage = new Set(
    report.jobs.filter(job => job.schedulingType === 'stage').map(({ stage }) => stage),
  );
  return {
    stages,
    needs: report.jobs.flatMap(job =>
      (job.needs ?? []).flatMap(need => {
        const [from, to] = [ids.get(need.job), ids.get(job.name)];
        return from === undefined || to === undefined
          ? []
          : [{ from, to, light: need.optional || !need.artifacts }];
      }),
    ),
    order: stages.flatMap((stage, index) => {
      const before = stages[index - 1];
      return before !== undefined && byStage.has(stage.name)
        ? [{ from: before.id, to: stage.id, light: false }]
        : [];
    }),
  };
}

/** Fill and line for each kind of status. */
export const COLOURS: Readonly<Record<string, readonly [fill: string, line: string]>> = {
  success: ['#c3e6cd', '#108548'],
  failed: ['#fdd4cd', '#dd2b0e'],
  canceled: ['#dcdcde', '#3a383f'],
  skipped: ['#ececef', '#89888d'],
  manual: ['#ffffff', '#3a383f'],
  running: ['#cbe2f9', '#1f75cb'],
  pending: ['#f5d9a8', '#ab6100'],
  created: ['#fbfafd', '#bfbfc3'],
};

export function colourOf(status: string): keyof typeof COLOURS {
  if (status in COLOURS) return status;
  return status === 'canceling' ? 'canceled' : 'pending';
}

function startNote(job: ReportedJob): string {
  const words = startWords(job);
  return words.length === 1 && words[0] === 'on_success' ? '' : words.join(' ');
}
