/** Why a job is what it is, in words. */
import { isIn, STATUS, statusName, statusSet } from './job-status.js';
import { jobStatus, type PipelineState } from './pipeline-state.js';
import { type Processing, tokenOf } from './processing-pass.js';
import { REQUIRED } from './semantics.js';
import { TOKEN, type TokenSet } from './token.js';

/** What made a job leave `created`: the jobs before it that decided, in their statuses of that moment. */
export interface Decision {
  readonly status: number;
  readonly tokens: TokenSet;
  readonly culprits: readonly Culprit[];
}

interface Culprit {
  readonly job: number;
  readonly token: TokenSet;
}

const SHOWN = 3;
const CHAIN = 6;

/** Notes a decision at the moment it is taken. */
export function decisionOf(
  processing: Processing,
  state: PipelineState,
  job: number,
  status: number,
  tokens: TokenSet,
): Decision {
  const { model, semantics } = processing;
  const required = model.required[job] ?? 0;
  const wanted =
    status === STATUS.skipped
      ? semantics.blame(required, model.dag[job] === 1, tokens) || tokens & TOKEN.warn
      : required === REQUIRED.on_failure && tokens & TOKEN.failed;
  return { status, tokens, culprits: wanted ? predecessorsWith(processing, state, job, wanted) : [] };
}

function predecessorsWith(
  processing: Processing,
  state: PipelineState,
  job: number,
  wanted: TokenSet,
): readonly Culprit[] {
  const found: Culprit[] = [];
  for (const before of predecessors(processing, job)) {
    const token = tokenOf(processing, state, before);
    if ((token & wanted) !== 0) found.push({ job: before, token });
    if (found.length > SHOWN) break;
  }
  return found;
}

/** The jobs that decide about `job`: those it needs, or all of earlier stages. */
export function predecessors({ model }: Processing, job: number): Uint32Array {
  if (model.dag[job] === 1) return model.needs[job] ?? new Uint32Array();
  return model.order.subarray(0, model.stageStart[model.stageOf[job] ?? 0] ?? 0);
}

/** One sentence without a full stop: "skipped: `test` in its needs was skipped, because `build` failed". */
export function explainJob(
  processing: Processing,
  state: PipelineState,
  decisions: readonly (Decision | undefined)[],
  job: number,
): string {
  const status = jobStatus(state, job);
  const name = statusName(status).replaceAll('_', ' ');
  const decision = decisions[job];
  switch (status) {
    case STATUS.created:
      return explainWaiting(processing, state, job);
    case STATUS.skipped:
      return decision?.status === status ? explainSkip(processing, decisions, job, decision) : name;
    case STATUS.manual:
      return explainManual(processing, state, job);
    case STATUS.scheduled: {
      const delay = processing.model.pipeline.jobs[job]?.startIn;
      return delay ? `scheduled: starts after ${delay}` : name;
    }
    case STATUS.waitingForResource:
      return `${name}: another job of its resource group is running`;
    case STATUS.waitingForCallback:
      return `${name}: its script has ended, the callback is missing`;
    case STATUS.failed:
    case STATUS.canceled: {
      const allowed = (tokenOf(processing, state, job) & TOKEN.warn) !== 0;
      return allowed ? `${name}, which is allowed` : name;
    }
    case STATUS.pending:
      return decision === undefined ? name : `${name}: ${explainStart(processing, job, decision)}`;
    default:
      return name;
  }
}

function explainManual(processing: Processing, state: PipelineState, job: number): string {
  const ignored = (tokenOf(processing, state, job) & TOKEN.ignored) !== 0;
  return ignored
    ? 'manual: can be played, the pipeline does not wait for it'
    : 'manual: blocks the pipeline until someone plays it';
}

const DONE = statusSet(STATUS.success, STATUS.failed, STATUS.canceled, STATUS.skipped);

function explainWaiting(processing: Processing, state: PipelineState, job: number): string {
  const unsettled = [...predecessors(processing, job)].filter(before => {
    const done = isIn(DONE, jobStatus(state, before));
    return !done && (tokenOf(processing, state, before) & TOKEN.ignored) === 0;
  });
  // The jobs that hold all others: those that are not themselves just created.
  const moving = unsettled.filter(before => jobStatus(state, before) !== STATUS.created);
  const shown = moving.length > 0 ? moving : unsettled;
  if (shown.length === 0) return 'created';
  const names = shown.slice(0, SHOWN).map(before => {
    const status = statusName(jobStatus(state, before)).replaceAll('_', ' ');
    return `${quote(processing, before)} (${status})`;
  });
  return `created: waits for ${list(names, shown.length)}`;
}

function explainStart(processing: Processing, job: number, decision: Decision): string {
  const { model } = processing;
  const required = model.required[job] ?? 0;
  const where = place(processing, job);
  if (decision.culprits.length > 0) return `${culpritNames(processing, decision)} ${where} failed`;
  if (decision.tokens === 0) return 'nothing comes before it';
  if (required === REQUIRED.always) return 'it runs whatever happens before it';
  return `nothing ${where} stands in its way`;
}

function explainSkip(
  processing: Processing,
  decisions: readonly (Decision | undefined)[],
  job: number,
  decision: Decision,
): string {
  const { model, semantics } = processing;
  const where = place(processing, job);
  const required = model.required[job] ?? 0;
  const culprit = decision.culprits[0];
  if (culprit === undefined) {
    if (decision.tokens === 0) return 'skipped: nothing comes before it, so nothing can have failed';
    return `skipped: nothing ${where} failed`;
  }
  const names = culpritNames(processing, decision);
  if (semantics.blame(required, model.dag[job] === 1, decision.tokens) === 0) {
    return `skipped: ${names} ${where} failed, but that is allowed and counts as success`;
  }
  const because = chain(processing, decisions, culprit);
  return `skipped: ${names} ${where} ${deed(culprit.token)}${because}`;
}

/** Follows skipped jobs back to the one that failed, was canceled or was never played. */
function chain(
  processing: Processing,
  decisions: readonly (Decision | undefined)[],
  culprit: Culprit,
): string {
  let text = '';
  let link: Culprit | undefined = culprit;
  for (let depth = 0; depth < CHAIN && link?.token === TOKEN.skipped; depth++) {
    const earlier: Decision | undefined = decisions[link.job];
    if (earlier?.status !== STATUS.skipped) break;
    const next: Culprit | undefined = earlier.culprits[0];
    text += next
      ? `, because ${quote(processing, next.job)} ${deed(next.token)}`
      : `, because nothing ${place(processing, link.job)} failed`;
    link = next;
  }
  return text;
}

function deed(token: TokenSet): string {
  switch (token) {
    case TOKEN.failed:
      return 'failed';
    case TOKEN.canceled:
      return 'was canceled';
    case TOKEN.ignored:
      return 'is a manual job that nobody has played';
    case TOKEN.warn:
      return 'failed, which is allowed';
    default:
      return 'was skipped';
  }
}

function culpritNames(processing: Processing, { culprits }: Decision): string {
  const first = culprits[0]?.token;
  const alike = culprits.filter(culprit => culprit.token === first);
  return list(
    alike.slice(0, SHOWN).map(culprit => quote(processing, culprit.job)),
    alike.length,
  );
}

function place({ model }: Processing, job: number): string {
  return model.dag[job] === 1 ? 'in its needs' : 'in an earlier stage';
}

function quote({ model }: Processing, job: number): string {
  return `\`${model.pipeline.jobs[job]?.name ?? ''}\``;
}

function list(names: readonly string[], total: number): string {
  if (total > names.length) return `${names.join(', ')} and others`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
