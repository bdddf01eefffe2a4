/** The state of a composer and its view of the tokens. */
import type { MappingNode, Node, PairNode, SequenceNode } from '../node.js';
import type { Range } from '../range.js';
import type { Source } from '../source.js';
import type { Scan } from './scanner.js';
import type { SyntaxProblem } from './stream.js';
import type { TagHandles } from './tags.js';
import { Token, type TokenList } from './tokens.js';

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Properties {
  readonly start: number;
  readonly end: number;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
  readonly expanded: string | undefined;
  readonly tagRange: Range | undefined;
}

export type FrameKind =
  | 'block-sequence'
  | 'indentless'
  | 'block-mapping'
  | 'flow-sequence'
  | 'flow-mapping'
  | 'flow-pair';

/** A collection under construction. */
export interface Frame {
  readonly kind: FrameKind;
  readonly node: Writable<SequenceNode> | Writable<MappingNode>;
  readonly items: Node[];
  readonly pairs: PairNode[];
  /** Where libyaml says the collection begins. */
  readonly openedAt: number;
  key: Node | null;
  /** True from a key to the end of its value. */
  inValue: boolean;
  /** True while no entry has been read. */
  first: boolean;
  /** True after `{a`, which can only be followed by a comma. */
  bareKey: boolean;
}

export interface Composer {
  readonly source: Source;
  readonly base: number;
  readonly tokens: TokenList;
  readonly scan: Scan;
  readonly maxDepth: number;
  readonly frames: Frame[];
  readonly anchors: Map<string, Node>;
  readonly problems: SyntaxProblem[];
  handles: TagHandles;
  /** Index of the next token. */
  next: number;
  /** End of the last token that is text: where an unwritten value stands and where block collections end. */
  lastEnd: number;
  root: Node | null;
  hasAliases: boolean;
  tooDeep: Range | null;
}

/** Index of the first token from `index` on that is not `none`. Throws when libyaml would have stopped before it. */
export function peekFrom(composer: Composer, index: number): number {
  const { kinds } = composer.tokens;
  const { visible } = composer.scan;
  while (index < visible && kinds[index] === Token.none) index++;
  if (index >= visible && composer.scan.refusal !== null) throw composer.scan.refusal;
  return index;
}

/** The kind of the next token. */
export function peek(composer: Composer): number {
  const { kinds } = composer.tokens;
  let index = composer.next;
  const { visible } = composer.scan;
  while (index < visible && kinds[index] === Token.none) index++;
  composer.next = index;
  if (index >= visible && composer.scan.refusal !== null) throw composer.scan.refusal;
  return kinds[index] ?? Token.streamEnd;
}

export function startOf(composer: Composer): number {
  return composer.tokens.starts[composer.next] ?? composer.lastEnd;
}

export function skip(composer: Composer): void {
  const end = composer.tokens.ends[composer.next] ?? 0;
  const kind = composer.tokens.kinds[composer.next] ?? 0;
  if (kind > Token.blockEnd || kind === Token.documentStart || kind === Token.documentEnd)
    composer.lastEnd = end;
  composer.next++;
}
