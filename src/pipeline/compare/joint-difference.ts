/** What differs between two pipelines at one moment, and will stay so unless somebody plays a job. */
import { isIn, STATUS, statusName, statusSet } from '../processing/job-status.js';
import { FLAG, hasFlag, pipelineSlot } from '../processing/pipeline-state.js';
import { tokenOf } from '../processing/processing-pass.js';
import { TOKEN } from '../processing/token.js';
import type { Difference } from './comparison.js';
import { ABSENT, isAtRest, type JointModel, type JointState, statusOn } from './joint-run.js';

/** What was decided about a job: whether it runs (whatever comes of it), is left to a person, a clock, or out. */
type Fate = 'open' | 'absent' | 'waits' | 'skipped' | 'manual' | 'scheduled' | 'runs';

const ENDED = statusSet(STATUS.success, STATUS.failed, STATUS.canceled);

/** For each moment, answers which jobs differ; a job that one side has not decided about yet does not. */
export function differenceReader(model: JointModel, state: JointState): (job: number) => boolean {
  const rests = [isAtRest(model, state, 0), isAtRest(model, state, 1)] as const;
  return job => {
    const before = statusOn(model, state, 0, job);
    const after = statusOn(model, state, 1, job);
    if (before === after) return qualifierOf(model, state, 0, job) !== qualifierOf(model, state, 1, job);
    const [was, is] = [fateOf(before, rests[0]), fateOf(after, rests[1])];
    if (was === 'open' || is === 'open') return false;
    if (was !== is) return true;
    return was === 'runs' && isIn(ENDED, before) && isIn(ENDED, after);
  };
}

function fateOf(status: number, atRest: boolean): Fate {
  switch (status) {
    case ABSENT:
      return 'absent';
    case STATUS.created:
      return atRest ? 'waits' : 'open';
    case STATUS.skipped:
      return 'skipped';
    case STATUS.manual:
      return 'manual';
    case STATUS.scheduled:
      return 'scheduled';
    default:
      return 'runs';
  }
}

/** True when both sides have come to rest, with another status of the pipeline. */
export function endsDiffer(model: JointModel, state: JointState): boolean {
  if (!isAtRest(model, state, 0) || !isAtRest(model, state, 1)) return false;
  return pipelineStatusOn(model, state, 0) !== pipelineStatusOn(model, state, 1);
}

function pipelineStatusOn({ sides }: JointModel, state: JointState, side: 0 | 1): number {
  return state.sides[side][pipelineSlot(sides[side].processing.model)] ?? 0;
}

/** A failure can be allowed, and a manual job can block. */
function qualifierOf(model: JointModel, state: JointState, side: 0 | 1, job: number): string {
  const { processing, jobs } = model.sides[side];
  const number = jobs[job] ?? ABSENT;
  if (number === ABSENT) return '';
  const status = state.sides[side][number];
  if (status === STATUS.failed) {
    return hasFlag(processing.model, state.sides[side], number, FLAG.allowFailure) ? ' (allowed)' : '';
  }
  if (status !== STATUS.manual) return '';
  return tokenOf(processing, state.sides[side], number) === TOKEN.manual ? ' (blocking)' : '';
}

function statusText(model: JointModel, state: JointState, side: 0 | 1, job: number): string {
  const status = statusOn(model, state, side, job);
  if (status === ABSENT) return 'not in the pipeline';
  return statusName(status).replaceAll('_', ' ') + qualifierOf(model, state, side, job);
}

const STARTS: ReadonlySet<Fate> = new Set(['manual', 'scheduled', 'runs']);

/** All differences, those of `first` before others; null stands for the pipeline. */
export function differencesIn(
  model: JointModel,
  state: JointState,
  first: string | null,
): readonly Difference[] {
  const differs = differenceReader(model, state);
  const found: Difference[] = [];
  for (const [job, name] of model.names.entries()) {
    if (!differs(job)) continue;
    const fates = [0, 1].map(side => fateOf(statusOn(model, state, side as 0 | 1, job), true));
    const aspect = fates.includes('absent')
      ? 'member'
      : fates[0] !== fates[1] && fates.every(fate => STARTS.has(fate))
        ? 'start'
        : 'status';
    found.push({
      job: name,
      aspect,
      before: statusText(model, state, 0, job),
      after: statusText(model, state, 1, job),
    });
  }
  if (endsDiffer(model, state)) {
    found.push({
      job: null,
      aspect: 'status',
      before: statusName(pipelineStatusOn(model, state, 0)),
      after: statusName(pipelineStatusOn(model, state, 1)),
    });
  }
  return [...found.filter(({ job }) => job === first), ...found.filter(({ job }) => job !== first)];
}
