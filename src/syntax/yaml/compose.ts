/**
 * The composer: tokens of one document to its tree, with libyaml's grammar (libyaml 0.2.5, src/parser.c) and Psych's
 * idea of tags and anchors. It keeps its own stack, so that no nesting overflows ours. Cost is linear in the tokens.
 */
import type { Node } from '../node.js';
import type { Range } from '../range.js';
import type { Source } from '../source.js';
import { accept, closeAll, step } from './compose-collection.js';
import { composeNode, emptyScalar } from './compose-node.js';
import { type Composer, type Frame, peek, peekFrom, skip, startOf } from './composer.js';
import type { Scan } from './scanner.js';
import type { SyntaxProblem } from './stream.js';
import { defaultTagHandles, readDirectives } from './tags.js';
import { Refusal, Token } from './tokens.js';

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
