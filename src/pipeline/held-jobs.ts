/** Which jobs of a pipeline cannot start while some manual ones wait; asked for many jobs of one pipeline. */
import type { Job } from '../config/job.js';
import type { Composition } from './compose.js';

interface Order {
  readonly stages: ReadonlyMap<string, number>;
  /** The jobs that wait for stages, the first stage first, by their place among the decisions. */
  readonly staged: readonly { readonly at: number; readonly stage: number }[];
  /** The jobs that wait for needs, by what they need. */
  readonly byNeed: ReadonlyMap<string, readonly number[]>;
}

const memo = new WeakMap<Composition, Order>();

/** The names of the jobs as written, in the order of the pipeline. Linear in those that are held. */
export function heldBy(composition: Composition, waiting: readonly Job[]): readonly string[] {
  const order = memo.get(composition) ?? orderOf(composition);
  memo.set(composition, order);
  const stage = Math.min(...waiting.map(job => order.stages.get(job.stage.value) ?? -1));
  const held = new Set(waiting.flatMap(({ name }) => order.byNeed.get(name) ?? []));
  for (let index = order.staged.length - 1; index >= 0; index--) {
    const later = order.staged[index];
    if (later === undefined || later.stage <= stage) break;
    held.add(later.at);
  }
  const { decisions } = composition;
  const places = [...held].sort((a, b) => a - b);
  return [...new Set(places.flatMap(at => decisions[at]?.job.definition.name ?? []))];
}

function orderOf({ pipeline, decisions }: Composition): Order {
  const stages = new Map<string, number>();
  // Of two stages with one name the first counts.
  for (const [index, stage] of (pipeline?.stages ?? []).entries()) {
    if (!stages.has(stage)) stages.set(stage, index);
  }
  const staged: { at: number; stage: number }[] = [];
  const byNeed = new Map<string, number[]>();
  for (const [at, { job, form }] of decisions.entries()) {
    if (form === null) continue;
    if (form.schedulingType === 'stage') staged.push({ at, stage: stages.get(job.stage.value) ?? -1 });
    else {
      for (const { job: needed } of form.needs ?? []) {
        const known = byNeed.get(needed);
        if (known === undefined) byNeed.set(needed, [at]);
        else known.push(at);
      }
    }
  }
  return { stages, staged: staged.sort((a, b) => a.stage - b.stage), byNeed };
}
