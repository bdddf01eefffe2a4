/** Edits that put `rules` where `only` and `except` stand in a mapping; comments move with what they speak of. */
import type { Edit } from '../../syntax/edit.js';
import type { Comment, MappingNode, Node, PairNode } from '../../syntax/node.js';
import type { Range } from '../../syntax/range.js';
import type { Source } from '../../syntax/source.js';
import { commentsOf } from '../../syntax/yaml/comments.js';
import { takeLines, withBlankLines } from '../../syntax/yaml/edit-lines.js';
import { findPair, removeEntry, renameKey } from '../../syntax/yaml/edit-mapping.js';
import { colonOf, replace, setPairValue } from '../../syntax/yaml/edit-value.js';
import {
  columnOf,
  endsLine,
  lineEnd,
  lineStart,
  nextLine,
  pairRange,
  styleOf,
} from '../../syntax/yaml/layout.js';
import { renderItem, type Style } from '../../syntax/yaml/render-yaml.js';
import type { Origin } from './entries.js';
import { policyPairs } from './subject.js';
import type { WantedRule } from './wanted-rules.js';

export interface Rewriting {
  readonly mapping: MappingNode;
  /** Null where the policies go without successor. */
  readonly rules: readonly WantedRule[] | null;
  /** The rules take the anchor of the policy, or are the alias of such rules. */
  readonly anchor: 'none' | 'keep' | 'alias';
  /** Other keys that go. */
  readonly gone: readonly string[];
}

/**
 * Limitations: null for keys written with `?`, for entries that share a line with other text, and for comments within a
 * flow mapping.
 */
export function rewritePolicies(rewriting: Rewriting): readonly Edit[] | null {
  const { mapping, rules, anchor, gone } = rewriting;
  const policies = [...policyPairs(mapping)].sort((a, b) => a.key.start - b.key.start);
  // Beside policies `rules` can stand without a value.
  const named = [...gone, 'rules'].flatMap(name => findPair(mapping, name) ?? []);
  const others = [...named, ...repeatedPolicies(mapping)];
  const [first] = policies;
  if (first === undefined) return null;
  if (anchor === 'alias' && others.length === 0) return renameKey(first, 'rules');
  if (mapping.flow) return rewriteFlow(mapping, first, [...policies.slice(1), ...others], rules);
  const removed = [...(rules === null ? [first] : []), ...policies.slice(1), ...others];
  const lines = removed.map(pair => linesOf(mapping, pair, pair !== first));
  const notes = [
    ...policies.flatMap(pair => notesIn(mapping, pair, pair === first)),
    ...others.flatMap(pair => notesOn(mapping, pair)),
  ];
  if (rules === null && notes.length > 0) return null;
  const written = rules === null ? [] : writeRules(first, rules, notes, anchor === 'keep');
  if (written === null || lines.includes(null)) return null;
  return [
    ...written,
    ...removals(
      mapping.source,
      lines.flatMap(range => range ?? []),
    ),
  ];
}

/** Blank lines between two that go are taken by both. */
function removals(source: Source, ranges: readonly Range[]): readonly Edit[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || range.start > last.end) merged.push(range);
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return merged.map(range => ({ source, range, text: '' }));
}

/** Of two equal keys GitLab takes the last; the others would come to life without it. */
function repeatedPolicies(mapping: MappingNode): readonly PairNode[] {
  const policies = policyPairs(mapping);
  return mapping.pairs.filter(pair => {
    if (pair.key.kind !== 'scalar' || policies.includes(pair)) return false;
    return pair.key.text === 'only' || pair.key.text === 'except';
  });
}

function rewriteFlow(
  mapping: MappingNode,
  first: PairNode,
  others: readonly PairNode[],
  rules: readonly WantedRule[] | null,
): readonly Edit[] | null {
  const own =
    rules === null
      ? [removeEntry(mapping, first)]
      : [
          renameKey(first, 'rules'),
          setPairValue(
            first,
            rules.map(({ value }) => value),
          ),
        ];
  const edits = [...own, ...others.map(pair => removeEntry(mapping, pair))];
  return edits.some(each => each === null) ? null : edits.flatMap(each => each ?? []);
}

/** The lines of a pair that goes; its comments go along, as they are written elsewhere. */
function linesOf(mapping: MappingNode, pair: PairNode, withAbove: boolean): Range | null {
  const { source } = mapping;
  const range = { start: pair.key.start, end: endOf(pair) };
  const lines = takeLines(source, range, withAbove ? aboveOf(mapping, pair) : range.start);
  return lines === null ? null : withBlankLines(source.text, lines.start, lines.next);
}

/** Where the lines begin that stand between the pair before this one and it. */
function aboveOf(mapping: MappingNode, pair: PairNode): number {
  const before = mapping.pairs[mapping.pairs.indexOf(pair) - 1];
  return before === undefined
    ? lineStart(mapping.source.text, pair.key.start)
    : nextLine(mapping.source.text, endOf(before));
}

function endOf(pair: PairNode): number {
  return Math.max(pairRange(pair).end, (colonOf(pair) ?? -1) + 1);
}

/** A comment and what it speaks of. */
interface Note {
  readonly comment: Comment;
  /** Null for a comment on the policy as a whole, `start` for one on when the job starts. */
  readonly origin: Origin | 'start' | null;
  /** Beside the key, behind an item, or on a line of its own. */
  readonly place: 'key' | 'item' | 'line';
}

function notesIn(mapping: MappingNode, pair: PairNode, isFirst: boolean): readonly Note[] {
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
function notesOn(mapping: MappingNode, pair: PairNode): readonly Note[] {
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

/** `rules:` and its entries in the place of a pair of a block mapping. */
function writeRules(
  pair: PairNode,
  rules: readonly WantedRule[],
  notes: readonly Note[],
  keepsAnchor: boolean,
): readonly Edit[] | null {
  const { source } = pair.key;
  const end = endOf(pair);
  if (colonOf(pair) === null || !endsLine(source, end)) return null;
  const style = styleAt(pair);
  const column = columnOf(source.text, pair.key.start) + style.listStep;
  const anchor = keepsAnchor && pair.value.anchor !== undefined ? ` &${pair.value.anchor}` : '';
  const lines = [`rules:${anchor}${beside(notes.filter(({ place }) => place === 'key'))}`];
  const placed = notes.map(note => ({ note, rule: ruleOf(note, rules) }));
  for (const [index, { value }] of rules.entries()) {
    const own = placed
      .filter(({ note, rule }) => rule === index && note.place !== 'key')
      .map(({ note }) => note);
    const behind = own.filter(({ place }) => place === 'item');
    const [first = '', ...more] = renderItem(value, column, style).split(style.newline);
    const fits = behind.length === 1 && !/[|>]-?$/.test(first);
    for (const { comment } of own.filter(note => !fits || note !== behind[0]))
      lines.push(`${' '.repeat(column)}#${comment.text}`);
    lines.push(' '.repeat(column) + first + (fits ? beside(behind) : ''), ...more);
  }
  const stop = lineEnd(source.text, end);
  return [replace(source, pair.key.start, stop, lines.join(style.newline))];
}

/** The source's style, with the dashes indented as they were in this place. */
function styleAt(pair: PairNode): Style {
  const style = styleOf(pair.key.source);
  const list = listBelow(pair);
  if (list === null) return style;
  const { text } = pair.key.source;
  return { ...style, listStep: columnOf(text, list.value.start) - columnOf(text, list.key.start) };
}

function listBelow(pair: PairNode): PairNode | null {
  const { value } = pair;
  if (value.kind === 'sequence') return value.flow ? null : pair;
  return value.kind === 'mapping' && !value.flow && value.pairs[0] !== undefined
    ? listBelow(value.pairs[0])
    : null;
}

function beside(notes: readonly Note[]): string {
  return notes.map(({ comment }) => ` #${comment.text}`).join('');
}

/** The first entry made of what the comment speaks of. */
function ruleOf({ origin }: Note, rules: readonly WantedRule[]): number {
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
