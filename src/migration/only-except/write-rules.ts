/** Edits that put `rules` where `only` and `except` stand in a mapping; comments move with what they speak of. */
import type { Edit } from '../../syntax/edit.js';
import type { MappingNode, PairNode } from '../../syntax/node.js';
import type { Range } from '../../syntax/range.js';
import type { Source } from '../../syntax/source.js';
import { takeLines, withBlankLines } from '../../syntax/yaml/edit-lines.js';
import { findPair, removeEntry, renameKey } from '../../syntax/yaml/edit-mapping.js';
import { colonOf, replace, setPairValue } from '../../syntax/yaml/edit-value.js';
import { columnOf, endsLine, lineEnd, styleOf } from '../../syntax/yaml/layout.js';
import { renderItem, type Style } from '../../syntax/yaml/render-yaml.js';
import { aboveOf, endOf, type Note, notesIn, notesOn, ruleOf } from './policy-notes.js';
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
