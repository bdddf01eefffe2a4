/**
 * Processing: what GitLab does whenever something happened. Every stage in order: jobs that are created look at what
 * lies before them and start, are skipped, or wait; then the stage shows its status, and at last the pipeline.
 * One pass is linear in jobs and needs, and a second pass right after it changes nothing.
 */
import { isIn, STATUS, statusSet } from './job-status.js';
import { type PipelineModel, START } from './pipeline-model.js';
import { FLAG, hasFlag, jobStatus, type PipelineState, pipelineSlot, stageSlot } from './pipeline-state.js';
import { type Semantics, TURN } from './semantics.js';
import { TOKEN, type TokenSet } from './token.js';

/** Told of every job that leaves `created`, with what it saw, right before its status changes. */
export type Observer = (job: number, status: number, tokens: TokenSet) => void;

export interface Processing {
  readonly model: PipelineModel;
  readonly semantics: Semantics;
  readonly observe?: Observer;
}

export function tokenOf({ model, semantics }: Processing, state: PipelineState, job: number): TokenSet {
  const allowed = hasFlag(model, state, job, FLAG.allowFailure);
  return semantics.token(jobStatus(state, job), allowed, model.blocker[job] === 1);
}

/** What a job with `needs` sees of the jobs it needs. */
export function needTokens(processing: Processing, state: PipelineState, job: number): TokenSet {
  const { model, semantics } = processing;
  const needs = model.needs[job];
  if (needs === undefined) return 0;
  let tokens = 0;
  for (let at = 0; at < needs.length; at++) {
    const token = tokenOf(processing, state, needs[at] ?? 0);
    const forgiven = semantics.extensions && token === TOKEN.failed && model.waived[job]?.[at] === 1;
    tokens |= forgiven ? TOKEN.success : token;
  }
  return tokens;
}

/** Changes `state` until nothing changes any more. */
export function drain(processing: Processing, state: PipelineState): void {
  do runPass(processing, state);
  while (assignResources(processing.model, state));
}

function runPass(processing: Processing, state: PipelineState): void {
  const { model, semantics } = processing;
  let before = 0;
  for (let stage = 0; stage < model.stages.length; stage++) {
    const start = model.stageStart[stage] ?? 0;
    const end = model.stageStart[stage + 1] ?? start;
    let tokens = 0;
    for (let at = start; at < end; at++) {
      const job = model.order[at] ?? 0;
      if (state[job] === STATUS.created) takeTurn(processing, state, job, before);
      tokens |= tokenOf(processing, state, job);
    }
    const slot = stageSlot(model, stage);
    state[slot] = semantics.stageStatus(state[slot] ?? 0, tokens);
    before |= tokens;
  }
  const slot = pipelineSlot(model);
  // GitLab reads an empty set as success; a pipeline without jobs is never created.
  state[slot] = semantics.pipelineStatus(state[slot] ?? 0, before);
}

function takeTurn(processing: Processing, state: PipelineState, job: number, before: TokenSet): void {
  const { model, semantics, observe } = processing;
  const dag = model.dag[job] === 1;
  const tokens = dag ? needTokens(processing, state, job) : before;
  const turn = semantics.turn(model.required[job] ?? 0, dag, tokens);
  if (turn === TURN.wait) return;
  const status = turn === TURN.skip ? STATUS.skipped : startStatus(model, state, job);
  observe?.(job, status, tokens);
  state[job] = status;
}

function startStatus(model: PipelineModel, state: PipelineState, job: number): number {
  if (!hasFlag(model, state, job, FLAG.enqueueImmediately)) {
    if (model.start[job] === START.schedule) return STATUS.scheduled;
    if (model.start[job] === START.manual) return STATUS.manual;
  }
  return enqueuedStatus(model, job);
}

export function enqueuedStatus(model: PipelineModel, job: number): number {
  return model.resourceGroup[job] === -1 ? STATUS.pending : STATUS.waitingForResource;
}

const HOLDS_RESOURCE = statusSet(
  STATUS.preparing,
  STATUS.pending,
  STATUS.running,
  STATUS.canceling,
  STATUS.waitingForCallback,
);

/** Gives each free resource group to the first job that waits for it, as if no other pipeline used the group. */
function assignResources(model: PipelineModel, state: PipelineState): boolean {
  if (model.resourceGroups === 0) return false;
  const held = new Uint8Array(model.resourceGroups);
  const waiting: number[] = [];
  for (let job = 0; job < model.resourceGroup.length; job++) {
    const group = model.resourceGroup[job] ?? -1;
    if (group === -1) continue;
    const status = jobStatus(state, job);
    if (isIn(HOLDS_RESOURCE, status)) held[group] = 1;
    else if (status === STATUS.waitingForResource) waiting.push(job);
  }
  let assigned = false;
  for (const job of waiting) {
    const group = model.resourceGroup[job] ?? 0;
    if (held[group] === 1) continue;
    held[group] = 1;
    state[job] = STATUS.pending;
    assigned = true;
  }
  return assigned;
}
