/** The paths of `changes` and `exists` as they are written; one text can be a path of many jobs. */
import type { Config } from '../config/config.js';
import { type Job, keyword, type RulesEntry } from '../config/job.js';
import { get, type Scalar, type Value } from '../config/value.js';

export interface WrittenGlob {
  readonly clause: 'changes' | 'exists';
  readonly at: Scalar;
  /** All paths of the list it stands in. */
  readonly siblings: readonly string[];
  /** The first job that uses it; null for `workflow`. */
  readonly job: Job | null;
}

/** All paths that some job or `workflow` uses, each once for each text that it became. */
export function writtenGlobs(config: Config): readonly WrittenGlob[] {
  const found: WrittenGlob[] = [];
  const lists = new Set<Value>();
  const scalars = new Map<unknown, Set<string>>();
  const add = (clause: WrittenGlob['clause'], value: Value | null | undefined, job: Job | null): void => {
    const list = value?.kind === 'mapping' ? get(value, 'paths') : value;
    if (list?.kind !== 'list' || lists.has(list)) return;
    lists.add(list);
    const globs = list.items.filter(item => item.kind === 'scalar');
    const siblings = globs.map(glob => glob.text);
    for (const at of globs) {
      const texts = scalars.get(at.node) ?? new Set();
      scalars.set(at.node, texts);
      const key = `${clause} ${at.text}`;
      if (!texts.has(key)) found.push({ clause, at, siblings, job });
      texts.add(key);
    }
  };
  const addRules = (rules: readonly RulesEntry[] | null, job: Job | null): void => {
    for (const { changes, exists } of rules ?? []) {
      add('changes', changes, job);
      add('exists', exists, job);
    }
  };
  addRules(config.workflow?.rules ?? null, null);
  for (const job of config.jobs) {
    addRules(job.rules, job);
    for (const name of ['only', 'except']) add('changes', get(keyword(job, name), 'changes'), job);
  }
  return found;
}
