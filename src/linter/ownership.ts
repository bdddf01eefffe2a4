/** Whose text is it? Answers for fixes: an edit of shared text changes every job that uses it. */
import type { Config } from '../config/config.js';
import type { Job, JobDefinition } from '../config/job.js';
import type { Entry, Value } from '../config/value.js';
import type { Node } from '../syntax/node.js';
import { contains } from '../syntax/range.js';

/** The names of the jobs and global keywords in which text ended up, by the node that was written. */
type Users = ReadonlyMap<Node, ReadonlySet<string>>;

const memo = new WeakMap<Config, Users>();

/** The names of the visible jobs and global keywords in which the text of a node ended up, by whatever way. */
export function usersOf(config: Config, node: Node): ReadonlySet<string> {
  let users = memo.get(config);
  if (users === undefined) {
    users = findUsers(config);
    memo.set(config, users);
  }
  return users.get(node) ?? new Set();
}

/**
 * The entry of a keyword that a job writes itself, and that no other job uses; null when an edit there would change
 * other jobs, or when the job gets the keyword from elsewhere.
 */
export function ownKeyword(config: Config, job: Job | JobDefinition, name: string): Entry | null {
  const { mapping, key } = 'definition' in job ? job.definition : job;
  const entry = mapping.entries.get(name);
  if (entry === undefined || entry.value.via !== undefined) return null;
  const { node } = mapping;
  const inside = entry.key.source === key.source && node.source === key.source && contains(node, entry.key);
  return inside && usersOf(config, entry.value.node).size <= 1 ? entry : null;
}

function findUsers({ definitions, merged }: Config): Users {
  const users = new Map<Node, Set<string>>();
  const roots = new Map(definitions.map(({ name, mapping }): [string, Value] => [name, mapping]));
  for (const [name, { value }] of merged.entries) {
    if (!roots.has(name) && !name.startsWith('.')) roots.set(name, value);
  }
  for (const [name, root] of roots) {
    const seen = new Set<Value>();
    const visit = (value: Value): void => {
      if (seen.has(value)) return;
      seen.add(value);
      const names = users.get(value.node);
      if (names === undefined) users.set(value.node, new Set([name]));
      else names.add(name);
      if (value.kind === 'list') value.items.forEach(visit);
      if (value.kind === 'mapping') for (const entry of value.entries.values()) visit(entry.value);
    };
    visit(root);
  }
  return users;
}
