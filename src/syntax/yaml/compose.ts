/**
 * The composer: tokens of one document to its tree, with libyaml's grammar (libyaml 0.2.5, src/parser.c) and Psych's
 * idea of tags and anchors. It keeps its own stack, so that no nesting overflows ours. Cost is linear in the tokens.
 */
import type {
  AliasNode,
  MappingNode,
  Node,
  PairNode,
  ScalarNode,
  ScalarStyle,
  SequenceNode,
} from '../node.js';
import type { Range } from '../range.js';
import type { Source } from '../source.js';
import { forbiddenClass, type ResolvedScalar, resolvePlain, resolveTagged } from './resolve-scalar.js';
import type { Scan } from './scanner.js';
import type { SyntaxProblem } from './stream.js';
import { defaultTagHandles, expandTag, isKnownTag, readDirectives, type TagHandles } from './tags.js';
import { Refusal, Token, type TokenList } from './tokens.js';

export interface Composed {
  readonly contents: Node | null;
  /** Offset at which the document ends, and where what follows it begins (the end of the text if nothing does). */
  readonly end: number;
  readonly restAt: number;
  readonly refusal: Refusal | null;
  /** Problems that GitLab meets after parsing, in the order in which it meets them. */
  readonly problems: readonly SyntaxProblem[];
  readonly hasAliases: boolean;
  /** The first collection that is nested deeper than `maxDepth`; what it holds is not in the tree. */
  readonly tooDeep: Range | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Properties {
  readonly start: number;
  readonly end: number;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
  readonly expanded: string | undefined;
  readonly tagRange: Range | undefined;
}

type FrameKind =
  | 'block-sequence'
  | 'indentless'
  | 'block-mapping'
  | 'flow-sequence'
  | 'flow-mapping'
  | 'flow-pair';

/** A collection under construction. */
interface Frame {
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

interface Composer {
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

const styles: readonly ScalarStyle[] = ['plain', 'single', 'double', 'literal', 'folded'];

export function composeFirstDocument(source: Source, base: number, scan: Scan, maxDepth: number): Composed {
  const composer: Composer = {
    source,
    base,
    tokens: scan.tokens,
    scan,
    maxDepth,
    frames: [],
    anchors: new Map(),
    problems: [],
    handles: defaultTagHandles,
    next: 0,
    lastEnd: 0,
    root: null,
    hasAliases: false,
    tooDeep: null,
  };
  let refusal: Refusal | null = null;
  let restAt = Number.POSITIVE_INFINITY;
  try {
    restAt = composeDocument(composer);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refusal = error;
    closeAll(composer);
  }
  return {
    contents: composer.root,
    end: base + composer.lastEnd,
    restAt: base + restAt,
    refusal,
    problems: composer.problems,
    hasAliases: composer.hasAliases,
    tooDeep: composer.tooDeep,
  };
}

/** Composes the first document and returns where the next one starts. */
function composeDocument(composer: Composer): number {
  let kind = peek(composer);
  if (kind === Token.streamEnd) return Number.POSITIVE_INFINITY;
  if (kind === Token.versionDirective || kind === Token.tagDirective || kind === Token.documentStart) {
    composer.handles = readDirectives(composer.tokens, composer.next, kindAt => peekFrom(composer, kindAt));
    while (kind === Token.versionDirective || kind === Token.tagDirective) {
      skip(composer);
      kind = peek(composer);
    }
    if (kind !== Token.documentStart) {
      throw new Refusal('did not find expected <document start>', startOf(composer));
    }
    skip(composer);
    kind = peek(composer);
    if (kind >= Token.plain || !endsDocument(kind)) composeRoot(composer);
    else composer.root = emptyScalar(composer, composer.lastEnd, undefined);
  } else {
    composeRoot(composer);
  }
  if (peek(composer) === Token.documentEnd) skip(composer);
  return restOf(composer);
}

/** Where the next document would begin. Nothing of it has been checked, so it may be where the scanner gave up. */
function restOf(composer: Composer): number {
  const { kinds, starts } = composer.tokens;
  let index = composer.next;
  while (kinds[index] === Token.none || kinds[index] === Token.documentEnd) index++;
  const kind = kinds[index] ?? Token.streamEnd;
  if (kind !== Token.streamEnd) return starts[index] ?? Number.POSITIVE_INFINITY;
  return composer.scan.refusal?.at ?? Number.POSITIVE_INFINITY;
}

function endsDocument(kind: number): boolean {
  return kind >= Token.streamEnd && kind <= Token.documentEnd;
}

function composeRoot(composer: Composer): void {
  let node = composeNode(composer, true, false);
  for (;;) {
    const frame = composer.frames[composer.frames.length - 1];
    if (node !== null) {
      if (frame === undefined) {
        composer.root = node;
        return;
      }
      accept(composer, frame, node);
    }
    node = step(composer, composer.frames[composer.frames.length - 1] as Frame);
  }
}

/** Index of the first token from `index` on that is not `none`. Throws when libyaml would have stopped before it. */
function peekFrom(composer: Composer, index: number): number {
  const { kinds } = composer.tokens;
  const { visible } = composer.scan;
  while (index < visible && kinds[index] === Token.none) index++;
  if (index >= visible && composer.scan.refusal !== null) throw composer.scan.refusal;
  return index;
}

/** The kind of the next token. */
function peek(composer: Composer): number {
  const { kinds } = composer.tokens;
  let index = composer.next;
  const { visible } = composer.scan;
  while (index < visible && kinds[index] === Token.none) index++;
  composer.next = index;
  if (index >= visible && composer.scan.refusal !== null) throw composer.scan.refusal;
  return kinds[index] ?? Token.streamEnd;
}

function startOf(composer: Composer): number {
  return composer.tokens.starts[composer.next] ?? composer.lastEnd;
}

function skip(composer: Composer): void {
  const end = composer.tokens.ends[composer.next] ?? 0;
  const kind = composer.tokens.kinds[composer.next] ?? 0;
  if (kind > Token.blockEnd || kind === Token.documentStart || kind === Token.documentEnd)
    composer.lastEnd = end;
  composer.next++;
}

function composeNode(composer: Composer, block: boolean, indentless: boolean): Node | null {
  let kind = peek(composer);
  const start = startOf(composer);
  if (kind === Token.alias) return composeAlias(composer);
  let properties: Properties | undefined;
  if (kind === Token.anchor || kind === Token.tag) {
    properties = takeProperties(composer);
    kind = peek(composer);
  }
  if (kind >= Token.plain) return composeScalar(composer, kind, properties);
  if (indentless && kind === Token.blockEntry) return open(composer, 'indentless', properties);
  if (kind === Token.flowSequenceStart) return open(composer, 'flow-sequence', properties);
  if (kind === Token.flowMappingStart) return open(composer, 'flow-mapping', properties);
  if (block && kind === Token.blockSequenceStart) return open(composer, 'block-sequence', properties);
  if (block && kind === Token.blockMappingStart) return open(composer, 'block-mapping', properties);
  if (properties !== undefined) return emptyScalar(composer, composer.lastEnd, properties);
  throw new Refusal(
    'did not find expected node content',
    startOf(composer),
    block ? 'while parsing a block node' : 'while parsing a flow node',
    start,
  );
}

function composeAlias(composer: Composer): AliasNode {
  const { tokens, next, base, source } = composer;
  const name = tokens.values[next] ?? '';
  const start = base + (tokens.starts[next] ?? 0);
  const end = base + (tokens.ends[next] ?? 0);
  skip(composer);
  const target = composer.anchors.get(name) ?? null;
  composer.hasAliases = true;
  if (target === null) {
    composer.problems.push({
      code: 'unknown-alias',
      refused: true,
      message: `No anchor &${name} stands before this alias.`,
      gitlabMessage: `An alias referenced an unknown anchor: ${name}`,
      start,
      end,
    });
  }
  const node: Writable<AliasNode> = { kind: 'alias', source, start, end, name, target };
  if (isInFlow(composer)) node.inFlow = true;
  return node;
}

function takeProperties(composer: Composer): Properties {
  const { tokens, base } = composer;
  const start = startOf(composer);
  let anchor: string | undefined;
  let tagIndex = -1;
  for (let part = 0; part < 2; part++) {
    const kind = peek(composer);
    if (kind === Token.anchor && anchor === undefined) anchor = tokens.values[composer.next];
    else if (kind === Token.tag && tagIndex < 0) tagIndex = composer.next;
    else break;
    skip(composer);
  }
  const end = base + composer.lastEnd;
  if (tagIndex < 0) {
    return { start: base + start, end, anchor, tag: undefined, expanded: undefined, tagRange: undefined };
  }
  // libyaml looks at the next token before it looks the handle up.
  peek(composer);
  const tagStart = tokens.starts[tagIndex] ?? 0;
  const tagEnd = tokens.ends[tagIndex] ?? 0;
  const expanded = expandTag(tokens.values[tagIndex] ?? '', composer.handles);
  if (expanded === null)
    throw new Refusal('found undefined tag handle', tagStart, 'while parsing a node', start);
  const tagRange = { start: base + tagStart, end: base + tagEnd };
  const tag = composer.source.text.slice(tagRange.start, tagRange.end);
  if (!isKnownTag(expanded)) {
    composer.problems.push({
      code: 'unresolved-tag',
      refused: false,
      message: `GitLab passes over the unknown tag ${tag}.`,
      ...tagRange,
    });
  }
  return { start: base + start, end, anchor, tag, expanded, tagRange };
}

function composeScalar(composer: Composer, kind: number, properties: Properties | undefined): ScalarNode {
  const { tokens, next, base, source } = composer;
  const raw = tokens.values[next] ?? '';
  const start = base + (tokens.starts[next] ?? 0);
  const end = base + (tokens.ends[next] ?? 0);
  skip(composer);
  const style = styles[kind - Token.plain] ?? 'plain';
  if (properties === undefined) {
    const resolved = kind === Token.plain ? resolvePlain(raw) : null;
    if (resolved === null) {
      const type = 'string';
      const text: Writable<ScalarNode> = {
        kind: 'scalar',
        source,
        start,
        end,
        style,
        type,
        raw,
        value: raw,
        text: raw,
      };
      if (isInFlow(composer)) text.inFlow = true;
      return text;
    }
    return finishScalar(composer, start, end, style, raw, resolved, undefined);
  }
  const { expanded } = properties;
  const plain = kind === Token.plain || expanded === '!';
  const resolved =
    expanded !== undefined && expanded !== '!'
      ? resolveTagged(raw, expanded)
      : plain
        ? resolvePlain(raw)
        : null;
  return finishScalar(composer, start, end, style, raw, resolved, properties);
}

function emptyScalar(composer: Composer, at: number, properties: Properties | undefined): ScalarNode {
  const tagged = properties?.expanded !== undefined && properties.expanded !== '!';
  const resolved = tagged ? resolveTagged('', properties.expanded ?? '') : resolvePlain('');
  const place = composer.base + at;
  return finishScalar(composer, place, place, 'plain', '', resolved, properties);
}

function finishScalar(
  composer: Composer,
  start: number,
  end: number,
  style: ScalarStyle,
  raw: string,
  resolved: ResolvedScalar | null,
  properties: Properties | undefined,
): ScalarNode {
  const { type, value, text } = resolved ?? { type: 'string', value: raw, text: raw };
  const node: Writable<ScalarNode> = {
    kind: 'scalar',
    source: composer.source,
    start,
    end,
    style,
    type,
    raw,
    value,
    text,
  };
  if (isInFlow(composer)) node.inFlow = true;
  if (properties !== undefined) applyProperties(composer, node, properties);
  const refusal = resolved?.refusal;
  if (refusal !== undefined) {
    composer.problems.push({
      code: type === 'date' ? 'date' : 'syntax',
      refused: true,
      message:
        type === 'date'
          ? `GitLab refuses dates and times: put ${raw} in quotes.`
          : `GitLab cannot read ${raw} as a number.`,
      gitlabMessage: refusal,
      start,
      end,
    });
  }
  return node;
}

function isInFlow(composer: Composer): boolean {
  return composer.frames[composer.frames.length - 1]?.node.flow === true;
}

function applyProperties(composer: Composer, node: Writable<Node>, properties: Properties): void {
  const { anchor, tag, expanded, tagRange } = properties;
  node.outer = { start: properties.start, end: Math.max(node.end, properties.end) };
  if (tag !== undefined) node.tag = tag;
  if (anchor !== undefined) {
    node.anchor = anchor;
    composer.anchors.set(anchor, node as Node);
  }
  if (expanded === undefined || tagRange === undefined || node.kind === 'alias') return;
  const name = forbiddenClass(expanded, node.kind);
  if (name === null) return;
  composer.problems.push({
    code: 'unresolved-tag',
    refused: true,
    message: `GitLab refuses the tag ${tag}, which asks for a Ruby object.`,
    gitlabMessage: `Tried to load unspecified class: ${name}`,
    ...tagRange,
  });
}

/** Opens a collection; its node exists from here on, so that an alias inside it finds it. */
function open(composer: Composer, kind: FrameKind, properties: Properties | undefined): null {
  const { source, base } = composer;
  const at = startOf(composer);
  const openedAt = properties !== undefined && kind === 'indentless' ? properties.start - base : at;
  const items: Node[] = [];
  const pairs: PairNode[] = [];
  const range = { start: base + at, end: base + at };
  const flow = kind === 'flow-sequence' || kind === 'flow-mapping' || kind === 'flow-pair';
  const isMapping = kind === 'block-mapping' || kind === 'flow-mapping' || kind === 'flow-pair';
  const node: Writable<SequenceNode> | Writable<MappingNode> = isMapping
    ? { kind: 'mapping', source, ...range, flow, pairs }
    : { kind: 'sequence', source, ...range, flow, items };
  if (isInFlow(composer)) node.inFlow = true;
  if (properties !== undefined) applyProperties(composer, node, properties);
  composer.frames.push({
    kind,
    node,
    items,
    pairs,
    openedAt,
    key: null,
    inValue: false,
    first: true,
    bareKey: false,
  });
  if (composer.frames.length > composer.maxDepth && composer.tooDeep === null) {
    composer.tooDeep = { start: base + at, end: base + at + 1 };
  }
  // An indentless sequence has no token of its own; a flow pair begins with the key indicator.
  if (kind !== 'indentless') skip(composer);
  return null;
}

function close(composer: Composer): Node {
  const frame = composer.frames.pop() as Frame;
  const { node } = frame;
  node.end = Math.max(node.start, composer.base + composer.lastEnd);
  if (node.outer !== undefined) node.outer = { start: node.outer.start, end: node.end };
  return node;
}

/** Closes what a refusal left open, so that the tree holds all that was read. */
function closeAll(composer: Composer): void {
  while (composer.frames.length > 0) {
    const frame = composer.frames[composer.frames.length - 1] as Frame;
    if (frame.inValue && frame.key !== null)
      accept(composer, frame, emptyScalar(composer, composer.lastEnd, undefined));
    const node = close(composer);
    const parent = composer.frames[composer.frames.length - 1];
    if (parent === undefined) composer.root = node;
    else accept(composer, parent, node);
  }
}

function accept(composer: Composer, frame: Frame, node: Node): void {
  const kept = composer.frames.length <= composer.maxDepth;
  if (frame.node.kind === 'sequence') {
    if (kept) frame.items.push(node);
  } else if (frame.inValue) {
    if (kept && frame.key !== null) frame.pairs.push({ key: frame.key, value: node });
    frame.key = null;
    frame.inValue = false;
  } else {
    frame.key = node;
    frame.inValue = true;
  }
}

/** Goes on with the innermost collection: a finished node, or null when one was opened. */
function step(composer: Composer, frame: Frame): Node | null {
  switch (frame.kind) {
    case 'block-sequence':
      return stepBlockSequence(composer, frame);
    case 'indentless':
      return stepIndentless(composer);
    case 'block-mapping':
      return frame.inValue ? stepBlockValue(composer) : stepBlockKey(composer, frame);
    case 'flow-sequence':
      return stepFlowSequence(composer, frame);
    case 'flow-mapping':
      return frame.inValue
        ? stepFlowValue(composer, frame, Token.flowMappingEnd)
        : stepFlowKey(composer, frame);
    case 'flow-pair':
      return stepFlowPair(composer, frame);
  }
}

function stepBlockSequence(composer: Composer, frame: Frame): Node | null {
  const kind = peek(composer);
  if (kind === Token.blockEntry) {
    skip(composer);
    const next = peek(composer);
    if (next !== Token.blockEntry && next !== Token.blockEnd) return composeNode(composer, true, false);
    return emptyScalar(composer, composer.lastEnd, undefined);
  }
  if (kind === Token.blockEnd) {
    skip(composer);
    return close(composer);
  }
  throw new Refusal(
    "did not find expected '-' indicator",
    startOf(composer),
    'while parsing a block collection',
    frame.openedAt,
  );
}

function stepIndentless(composer: Composer): Node | null {
  if (peek(composer) !== Token.blockEntry) return close(composer);
  skip(composer);
  const next = peek(composer);
  const empty =
    next === Token.blockEntry || next === Token.key || next === Token.value || next === Token.blockEnd;
  return empty ? emptyScalar(composer, composer.lastEnd, undefined) : composeNode(composer, true, false);
}

function stepBlockKey(composer: Composer, frame: Frame): Node | null {
  const kind = peek(composer);
  if (kind === Token.key) {
    skipKey(composer);
    return composeBlockPart(composer);
  }
  if (kind === Token.blockEnd) {
    skip(composer);
    return close(composer);
  }
  throw new Refusal(
    'did not find expected key',
    startOf(composer),
    'while parsing a block mapping',
    frame.openedAt,
  );
}

/** The token of an implicit key is no text. */
function skipKey(composer: Composer): void {
  const { starts, ends } = composer.tokens;
  if (starts[composer.next] === ends[composer.next]) composer.next++;
  else skip(composer);
}

function stepBlockValue(composer: Composer): Node | null {
  if (peek(composer) !== Token.value) return emptyScalar(composer, composer.lastEnd, undefined);
  skip(composer);
  return composeBlockPart(composer);
}

function composeBlockPart(composer: Composer): Node | null {
  const next = peek(composer);
  const empty = next === Token.key || next === Token.value || next === Token.blockEnd;
  return empty ? emptyScalar(composer, composer.lastEnd, undefined) : composeNode(composer, true, true);
}

function stepFlowSequence(composer: Composer, frame: Frame): Node | null {
  let kind = peek(composer);
  if (kind !== Token.flowSequenceEnd) {
    if (!frame.first) kind = takeFlowEntry(composer, frame, kind, ']');
    frame.first = false;
    if (kind === Token.key) return open(composer, 'flow-pair', undefined);
    if (kind !== Token.flowSequenceEnd) return composeNode(composer, false, false);
  }
  skip(composer);
  return close(composer);
}

function takeFlowEntry(composer: Composer, frame: Frame, kind: number, closing: string): number {
  if (kind === Token.flowEntry) {
    skip(composer);
    return peek(composer);
  }
  throw new Refusal(
    `did not find expected ',' or '${closing}'`,
    startOf(composer),
    closing === ']' ? 'while parsing a flow sequence' : 'while parsing a flow mapping',
    frame.openedAt,
  );
}

function stepFlowKey(composer: Composer, frame: Frame): Node | null {
  let kind = peek(composer);
  if (kind !== Token.flowMappingEnd) {
    if (!frame.first) kind = takeFlowEntry(composer, frame, kind, '}');
    frame.first = false;
    frame.bareKey = kind !== Token.key;
    if (kind === Token.key) {
      skipKey(composer);
      const next = peek(composer);
      const empty = next === Token.value || next === Token.flowEntry || next === Token.flowMappingEnd;
      return empty ? emptyScalar(composer, composer.lastEnd, undefined) : composeNode(composer, false, false);
    }
    if (kind !== Token.flowMappingEnd) return composeNode(composer, false, false);
  }
  skip(composer);
  return close(composer);
}

function stepFlowValue(composer: Composer, frame: Frame, end: number): Node | null {
  if (!frame.bareKey && peek(composer) === Token.value) {
    skip(composer);
    const next = peek(composer);
    if (next !== Token.flowEntry && next !== end) return composeNode(composer, false, false);
  }
  return emptyScalar(composer, composer.lastEnd, undefined);
}

/** `[a: b]`: a mapping of one pair. After `[? :` libyaml loses the colon, and so do we. */
function stepFlowPair(composer: Composer, frame: Frame): Node | null {
  if (frame.inValue) return stepFlowValue(composer, frame, Token.flowSequenceEnd);
  if (frame.pairs.length > 0 || !frame.first) return close(composer);
  frame.first = false;
  const next = peek(composer);
  if (next !== Token.value && next !== Token.flowEntry && next !== Token.flowSequenceEnd) {
    return composeNode(composer, false, false);
  }
  skip(composer);
  return emptyScalar(composer, composer.lastEnd, undefined);
}
