/** Composes nodes: aliases, scalars, and the beginnings of collections, with their anchors and tags. */
import type {
  AliasNode,
  MappingNode,
  Node,
  PairNode,
  ScalarNode,
  ScalarStyle,
  SequenceNode,
} from '../node.js';
import {
  type Composer,
  type FrameKind,
  type Properties,
  peek,
  skip,
  startOf,
  type Writable,
} from './composer.js';
import { forbiddenClass, type ResolvedScalar, resolvePlain, resolveTagged } from './resolve-scalar.js';
import { expandTag, isKnownTag } from './tags.js';
import { Refusal, Token } from './tokens.js';

const styles: readonly ScalarStyle[] = ['plain', 'single', 'double', 'literal', 'folded'];

export function composeNode(composer: Composer, block: boolean, indentless: boolean): Node | null {
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

export function emptyScalar(composer: Composer, at: number, properties: Properties | undefined): ScalarNode {
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
export function open(composer: Composer, kind: FrameKind, properties: Properties | undefined): null {
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
