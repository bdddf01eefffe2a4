/** Comments within policies, and the rules that they speak of afterwards. */
import type { Comment, MappingNode, Node, PairNode } from '../../syntax/node.js';
import type { Source } from '../../syntax/source.js';
import { commentsOf } from '../../syntax/yaml/comments.js';
import { takeLines } from '../../syntax/yaml/edit-lines.js';
import { colonOf } from '../../syntax/yaml/edit-value.js';
import { lineEnd, lineStart, nextLine, pairRange } from '../../syntax/yaml/layout.js';
import type { Origin } from './entries.js';
import type { WantedRule } from './wanted-rules.js';

/** Where the lines begin that stand between the pair before this one and it. */
export function aboveOf(mapping: MappingNode, pair: PairNode): number {
  const before = mapping.pairs[mapping.pairs.indexOf(pair) - 1];
  return before === undefined
    ? lineStart(mapping.source.text, pair.key.start)
    : nextLine(mapping.source.text, endOf(before));
}

/** Where the text of a pair ends, be it its colon. */
export function endOf(pair: PairNode): number {
  return Math.max(pairRange(pair).end, (colonOf(pair) ?? -1) + 1);
}

/** A comment and what it speaks of. */
export interface Note {
  readonly comment: Comment;
  /** Null for a comment on the policy as a whole, `start` for one on when the job starts. */
  readonly origin: Origin | 'start' | null;
  /** Beside the key, behind an item, or on a line of its own. */
  readonly place: 'key' | 'item' | 'line';
}

/** The comments of a policy; `isFirst` for the one in whose place the rules are written. */
export function notesIn(mapping: MappingNode, pair: PairNode, isFirst: boolean): readonly Note[] {
  const { source } = mapping;
  const policy = pair.key.kind === 'scalar' && pair.key.text === 'except' ? 'except' : 'only';
  const items = itemsOf(pair.value, policy);
  const stop = lineEnd(source.text, endOf(pair));
  const start = isFirst ? pair.key.end : (linesAbove(mapping, pair) ?? pair.key.start);
  const keyLine = lineEnd(source.text, pair.key.end);
  return commentsOf(source)
    .filter(comment => comment.start >= start && comment.start <= stop)
    .map((comment): Note => {
      const whole: Origin = items[0]?.origin ?? { policy, key: 'refs', index: 0 };
      if (comment.start < pair.key.start) return { comment, origin: whole, place: 'line' };
      if (comment.start < keyLine)
        return isFirst ? { comment, origin: null, place: 'key' } : { comment, origin: whole, place: 'line' };
      const beside = items.find(({ node }) => isBehind(source, comment, node));
      if (beside !== undefined) return { comment, origin: beside.origin, place: 'item' };
      const next = items.find(({ node }) => node.start > comment.start) ?? items.at(-1);
      return { comment, origin: next?.origin ?? whole, place: 'line' };
    });
}

/** The comments of a pair about the start of the job. */
export function notesOn(mapping: MappingNode, pair: PairNode): readonly Note[] {
  const { source } = mapping;
  const start = linesAbove(mapping, pair) ?? pair.key.start;
  const stop = lineEnd(source.text, endOf(pair));
  return commentsOf(source)
    .filter(comment => comment.start >= start && comment.start <= stop)
    .map(comment => ({ comment, origin: 'start', place: 'line' }));
}

function linesAbove(mapping: MappingNode, pair: PairNode): number | null {
  const range = { start: pair.key.start, end: endOf(pair) };
  return takeLines(mapping.source, range, aboveOf(mapping, pair))?.start ?? null;
}

function isBehind(source: Source, comment: Comment, node: Node): boolean {
  return comment.start >= node.end && comment.start < lineEnd(source.text, node.end);
}

interface Item {
  readonly node: Node;
  readonly origin: Origin;
}

function itemsOf(value: Node, policy: Origin['policy']): readonly Item[] {
  if (value.kind === 'sequence') return listItems(value, policy, 'refs');
  if (value.kind !== 'mapping') return [];
  return value.pairs.flatMap(pair => {
    const key = pair.key.kind === 'scalar' ? pair.key.text : '';
    if (key === 'kubernetes') return [{ node: pair.value, origin: { policy, key, index: 0 } as const }];
    return key === 'refs' || key === 'variables' || key === 'changes'
      ? listItems(pair.value, policy, key)
      : [];
  });
}

function listItems(list: Node, policy: Origin['policy'], key: Origin['key']): readonly Item[] {
  if (list.kind !== 'sequence') return [];
  return list.items.map((node, at) => ({
    node,
    // All paths become one clause.
    origin: { policy, key, index: key === 'changes' ? 0 : at },
  }));
}

/** The first entry made of what the comment speaks of. */
export function ruleOf({ origin }: Note, rules: readonly WantedRule[]): number {
  if (origin === null) return 0;
  if (origin === 'start')
    return Math.max(
      0,
      rules.findIndex(({ value }) => value.start_in !== undefined),
    );
  const same = rules.findIndex(({ origins }) =>
    origins.some(({ policy, key, index }) => {
      return policy === origin.policy && key === origin.key && index === origin.index;
    }),
  );
  if (same >= 0) return same;
  return Math.max(
    0,
    rules.findIndex(({ origins }) => origins.some(({ policy }) => policy === origin.policy)),
  );
}
