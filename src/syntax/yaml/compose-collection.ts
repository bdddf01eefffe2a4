/** Goes through collections entry by entry, by libyaml's grammar (libyaml 0.2.5, src/parser.c). */
import type { Node } from '../node.js';
import { composeNode, emptyScalar, open } from './compose-node.js';
import { type Composer, type Frame, peek, skip, startOf } from './composer.js';
import { Refusal, Token } from './tokens.js';

export function close(composer: Composer): Node {
  const frame = composer.frames.pop() as Frame;
  const { node } = frame;
  node.end = Math.max(node.start, composer.base + composer.lastEnd);
  if (node.outer !== undefined) node.outer = { start: node.outer.start, end: node.end };
  return node;
}

/** Closes what a refusal left open, so that the tree holds all that was read. */
export function closeAll(composer: Composer): void {
  while (composer.frames.length > 0) {
    const frame = composer.frames[composer.frames.length - 1] as Frame;
    if (frame.inValue && frame.key !== null)
      accept(composer, frame, emptyScalar(composer, composer.lastEnd, undefined));
    const node = close(composer);
    composer.lastEnd = Math.max(composer.lastEnd, node.end - composer.base);
    const parent = composer.frames[composer.frames.length - 1];
    if (parent === undefined) composer.root = node;
    else accept(composer, parent, node);
  }
}

export function accept(composer: Composer, frame: Frame, node: Node): void {
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
export function step(composer: Composer, frame: Frame): Node | null {
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
