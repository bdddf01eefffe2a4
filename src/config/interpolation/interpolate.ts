/**
 * Puts the values of inputs into a configuration (gitlabhq, `config/interpolation/template.rb`, `block.rb`): a text that
 * is one block becomes the value itself, list or number as it is; blocks within a text are put in as text. Keys count
 * too. Unchanged lists and mappings are kept. Linear in the values and in the text put in, which has a limit.
 */
import type { VariableLookup } from '../../conditions/expression/evaluate.js';
import { inPlaceOf, unknownInPlaceOf, withStep } from '../load/provenance.js';
import { keyText, toText } from '../load/ruby-text.js';
import type { Entry, Mapping, Scalar, Value } from '../value.js';
import { type Evaluated, evaluateAccess, fault, type InterpolationFault } from './access.js';
import { BLOCK_PREFIX, type Block, findBlocks } from './blocks.js';
import { applyFunctions } from './functions.js';

const MAX_FUNCTIONS = 3;
const MAX_BLOCKS = 10_000;

/** A text that grows beyond this is left out: nobody means it (`MAX_NODE_SIZE`). */
const MAX_TEXT = 1024 * 1024;

/** Text put in altogether; beyond it, texts with blocks stay unknown. */
const MAX_TOTAL = 32 * 1024 * 1024;

export interface BlockProblem extends InterpolationFault {
  /** The scalar that holds the block, and the block's own text. */
  readonly at: Value;
  readonly block: string;
}

interface Interpolation {
  readonly context: Mapping;
  readonly variables: VariableLookup;
  readonly report: (problem: BlockProblem) => void;
  readonly written: { characters: number };
  readonly onGiveUp: (at: Value) => void;
  /** Distinct blocks and what they come to. */
  readonly blocks: Map<string, Evaluated>;
  /** What became of lists and mappings, by their children. */
  readonly collections: Map<object, readonly Value[] | ReadonlyMap<string, Entry>>;
}

export interface InterpolationRequest {
  /** A mapping with `inputs` and `component`. */
  readonly context: Mapping;
  readonly variables: VariableLookup;
  readonly report: (problem: BlockProblem) => void;
  /** Told of each text that would grow too large. */
  readonly onGiveUp: (at: Value) => void;
}

/** A text with a broken block becomes unknown. */
export function interpolate(content: Mapping, request: InterpolationRequest): Mapping {
  const run: Interpolation = {
    ...request,
    written: { characters: 0 },
    blocks: new Map(),
    collections: new Map(),
  };
  return inPlaceOf(content, interpolateEntries(content.entries, run));
}

function interpolateValue(value: Value, run: Interpolation): Value {
  switch (value.kind) {
    case 'scalar':
      return value.type === 'string' || value.type === 'symbol' ? interpolateText(value, run) : value;
    case 'list': {
      const items = interpolateItems(value.items, run);
      return items === value.items ? value : inPlaceOf(value, items);
    }
    case 'mapping': {
      const entries = interpolateEntries(value.entries, run);
      return entries === value.entries ? value : inPlaceOf(value, entries);
    }
    default:
      return value;
  }
}

function interpolateItems(items: readonly Value[], run: Interpolation): readonly Value[] {
  const before = run.collections.get(items);
  if (before !== undefined) return before as readonly Value[]; // Keyed by the list itself.
  const done = items.map(item => interpolateValue(item, run));
  const result = done.some((item, index) => item !== items[index]) ? done : items;
  run.collections.set(items, result);
  return result;
}

function interpolateEntries(
  entries: ReadonlyMap<string, Entry>,
  run: Interpolation,
): ReadonlyMap<string, Entry> {
  const before = run.collections.get(entries);
  if (before !== undefined) return before as ReadonlyMap<string, Entry>; // Keyed by the map itself.
  let changed = false;
  const done = new Map<string, Entry>();
  for (const [name, entry] of entries) {
    const key = name.includes(BLOCK_PREFIX) ? interpolateKey(name, entry, run) : null;
    const value = interpolateValue(entry.value, run);
    changed ||= key !== null || value !== entry.value;
    done.set(key === null ? name : keyText(key), {
      key: key === null || isText(key) ? entry.key : key.node,
      value,
    });
  }
  const result = changed ? done : entries;
  run.collections.set(entries, result);
  return result;
}

/** The new key, or null when its text has no block. */
function interpolateKey(name: string, entry: Entry, run: Interpolation): Value | null {
  const key: Scalar = { kind: 'scalar', node: entry.key, type: 'string', value: name, text: name };
  const value = interpolateText(key, run);
  return value === key || value.kind === 'unknown' ? null : value;
}

function isText(value: Value): boolean {
  return value.kind === 'scalar' && (value.type === 'string' || value.type === 'symbol');
}

function interpolateText(value: Scalar, run: Interpolation): Value {
  const { text } = value;
  if (!text.includes(BLOCK_PREFIX)) return value;
  const blocks = findBlocks(text);
  const [first] = blocks;
  if (first === undefined) return value;
  const values: Value[] = [];
  for (const block of blocks) {
    const evaluated = evaluateOnce(block, value, run);
    if (!evaluated.ok || evaluated.value.kind === 'unknown') return unknownInPlaceOf(value);
    values.push(evaluated.value);
  }
  const [only] = values;
  if (blocks.length === 1 && only !== undefined && first.text.length === text.length) {
    // The block of another context stays as it is: only its own later pass knows it.
    return only.kind === 'scalar' && only.text === text && only.node === value.node
      ? value
      : withStep(only, 'input', value.node);
  }
  return putIn(value, blocks, values, run);
}

function putIn(value: Scalar, blocks: readonly Block[], values: readonly Value[], run: Interpolation): Value {
  const texts = values.map(toText);
  const independent = texts.every(text => !/\$\[\[|\\['`]/.test(text));
  const text = independent
    ? putInAtOnce(value.text, blocks, texts)
    : putInOneByOne(value.text, blocks, texts);
  run.written.characters += text.length;
  if (text.length > MAX_TEXT || run.written.characters > MAX_TOTAL) {
    run.onGiveUp(value);
    return unknownInPlaceOf(value);
  }
  if (text === value.text) return value;
  const via = { kind: 'input' as const, at: value.node, ...(value.via && { next: value.via }) };
  return { kind: 'scalar', node: value.node, type: 'string', value: text, text, via };
}

function putInAtOnce(text: string, blocks: readonly Block[], texts: readonly string[]): string {
  let done = '';
  let offset = 0;
  for (const [index, block] of blocks.entries()) {
    done += text.slice(offset, block.start) + unescapeReplacement(texts[index] ?? '', block.text, '', '');
    offset = block.start + block.text.length;
    if (done.length > MAX_TEXT) return done;
  }
  return done + text.slice(offset);
}

/** Each block is replaced everywhere, one after the other, as Ruby's `gsub` with a text does. */
function putInOneByOne(text: string, blocks: readonly Block[], texts: readonly string[]): string {
  const done = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    if (done.has(block.text)) continue;
    done.add(block.text);
    text = replaceAll(text, block.text, texts[index] ?? '');
    if (text.length > MAX_TEXT) break;
  }
  return text;
}

/** Ruby reads backslashes in the replacement: `\\` is one, `\0` and `\&` the match, `\'` and `` \` `` what is around it. */
function replaceAll(text: string, wanted: string, replacement: string): string {
  if (!replacement.includes('\\')) return text.split(wanted).join(replacement);
  const parts = text.split(wanted);
  let done = parts[0] ?? '';
  let offset = done.length;
  for (const part of parts.slice(1)) {
    const before = text.slice(0, offset);
    offset += wanted.length;
    const after = text.slice(offset);
    done += unescapeReplacement(replacement, wanted, before, after);
    if (done.length > MAX_TEXT) return done;
    done += part;
    offset += part.length;
  }
  return done;
}

function unescapeReplacement(replacement: string, match: string, before: string, after: string): string {
  if (!replacement.includes('\\')) return replacement;
  return replacement.replace(/\\([\\0&'`1-9])/g, (_all, character: string) => {
    if (character === '\\') return '\\';
    if (character === "'") return after;
    if (character === '`') return before;
    return character === '0' || character === '&' ? match : '';
  });
}

function evaluateOnce(block: Block, at: Scalar, run: Interpolation): Evaluated {
  const before = run.blocks.get(block.text);
  if (before !== undefined) return before;
  const evaluated =
    run.blocks.size >= MAX_BLOCKS
      ? fault('too-many-blocks', 'too many interpolation blocks', { limit: MAX_BLOCKS })
      : evaluateBlock(block, at, run);
  run.blocks.set(block.text, evaluated);
  if (!evaluated.ok)
    for (const problem of evaluated.faults) run.report({ ...problem, at, block: block.text });
  return evaluated;
}

function evaluateBlock(block: Block, at: Scalar, run: Interpolation): Evaluated {
  const [access = '', ...calls] = splitCalls(block.data);
  if (access.split('.')[0] === 'matrix') {
    const { text } = block;
    return { ok: true, value: { kind: 'scalar', node: at.node, type: 'string', value: text, text } };
  }
  const accessed = evaluateAccess(access, run.context);
  if (!accessed.ok) return accessed;
  if (calls.length > MAX_FUNCTIONS) {
    return fault('too-many-functions', 'too many functions in interpolation block', { limit: MAX_FUNCTIONS });
  }
  return applyFunctions(accessed.value, calls, run.variables);
}

/** Ruby's `split('|')`, which drops empty parts at the end. */
function splitCalls(data: string): readonly string[] {
  const parts = data.split('|');
  while (parts.at(-1) === '') parts.pop();
  return parts.map(part => part.trim());
}
