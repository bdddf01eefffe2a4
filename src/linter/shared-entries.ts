/** Entries of `rules` as they are written: one text can be an entry of many jobs. */
import type { Config } from '../config/config.js';
import type { Job, RulesEntry } from '../config/job.js';
import type { Step } from '../config/value.js';
import type { Node } from '../syntax/node.js';

/** One use of an entry, at its index in the rules of a job. */
export interface EntryUse {
  readonly job: Job;
  readonly entry: RulesEntry;
  readonly index: number;
}

/** All uses of each entry, by the node that was written. */
export function entryUses({ jobs }: Config): ReadonlyMap<Node, readonly EntryUse[]> {
  const uses = new Map<Node, EntryUse[]>();
  for (const job of jobs) {
    for (const [index, entry] of (job.rules ?? []).entries()) {
      const known = uses.get(entry.at.node);
      if (known === undefined) uses.set(entry.at.node, [{ job, entry, index }]);
      else known.push({ job, entry, index });
    }
  }
  return uses;
}

/** Whether an entry came into its list from another one, by `!reference`, an alias or a merge key. */
export function isBorrowed({ at }: RulesEntry): boolean {
  for (let step: Step | undefined = at.via; step !== undefined; step = step.next) {
    if (step.kind === 'reference' || step.kind === 'alias' || step.kind === 'merge') return true;
  }
  return false;
}

/** The names of the jobs as written, each once. */
export function definitionNames(uses: readonly { readonly job: Job }[]): string[] {
  return [...new Set(uses.map(({ job }) => job.definition.name))];
}
