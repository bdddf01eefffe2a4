/** What mappings shall say, key by key, and the edits of the text that make them say it. */
import type { Edit } from '../../syntax/edit.js';
import type { MappingNode, Node, PairNode, ScalarNode } from '../../syntax/node.js';
import { findPair, insertEntry, removeEntries, renameKey } from '../../syntax/yaml/edit-mapping.js';
import { holdsAnchor, setPairValue } from '../../syntax/yaml/edit-value.js';
import { outerRange, styleOf } from '../../syntax/yaml/layout.js';
import { isList, isRecord, renderFlow, written, type YamlValue } from '../../syntax/yaml/render-yaml.js';

/** The key shall not be written. */
export const ABSENT: unique symbol = Symbol('absent');

/** Null that people can see. */
const NOTHING = written('null');

export type PlannedValue = YamlValue | typeof ABSENT;

/** Keys that take each other's place in the text when one goes and the other comes. */
const SUCCESSORS: ReadonlyMap<string, readonly string[]> = new Map([
  ['when', ['included', 'execution']],
  ['start_in', ['delay']],
  ['allow_failure', ['blocker']],
  ['execution', ['when']],
  ['included', ['when']],
  ['delay', ['start_in']],
  ['blocker', ['allow_failure']],
]);

/** In which order new keys are written, and behind which keys they stand best. */
const ORDER = ['included', 'execution', 'delay', 'blocker', 'when', 'start_in', 'allow_failure'];
const NEIGHBOURS = ['included', 'execution', 'when', 'delay', 'start_in', 'blocker', 'allow_failure'];
const HEADERS = ['if', 'changes', 'exists', 'stage', 'extends', '<<'];

export class KeyPlan {
  readonly #mappings = new Map<MappingNode, Map<string, PlannedValue>>();
  readonly #late = new Set<MappingNode>();

  set(mapping: MappingNode, key: string, value: PlannedValue): void {
    const keys = this.#mappings.get(mapping);
    if (keys === undefined) this.#mappings.set(mapping, new Map([[key, value]]));
    else keys.set(key, value);
  }

  /** Forgets what was planned for a key: it stays as it is written. */
  keep(mapping: MappingNode, key: string): void {
    this.#mappings.get(mapping)?.delete(key);
  }

  /** Undefined for a key that stays as it is written. */
  planned(mapping: MappingNode, key: string): PlannedValue | undefined {
    return this.#mappings.get(mapping)?.get(key);
  }

  /** New keys of the mapping go below its merge keys, which win over what stands above them. */
  writeBelowMerges(mapping: MappingNode): void {
    this.#late.add(mapping);
  }

  isBelowMerges(mapping: MappingNode): boolean {
    return this.#late.has(mapping);
  }

  get mappings(): Iterable<MappingNode> {
    return this.#mappings.keys();
  }

  /** The edits of one mapping, in no order; null when its text cannot be rewritten without loss. */
  editsOf(mapping: MappingNode): Edit[] | null {
    const planned = this.#mappings.get(mapping);
    return planned === undefined ? [] : rewriteKeys(mapping, planned, this.#late.has(mapping));
  }
}

/** What becomes of the keys of a mapping: values that change in place, pairs that go, and keys that come. */
interface KeyChanges {
  readonly edits: readonly (readonly Edit[] | null)[];
  readonly gone: readonly PairNode[];
  readonly added: Map<string, YamlValue>;
}

function changesOf(
  mapping: MappingNode,
  planned: ReadonlyMap<string, PlannedValue>,
  belowMerges: boolean,
): KeyChanges {
  const edits: (readonly Edit[] | null)[] = [];
  const added = new Map<string, YamlValue>();
  const gone: PairNode[] = [];
  for (const [key, value] of planned) {
    const pair = findPair(mapping, key);
    if (pair === undefined) {
      if (value !== ABSENT) added.set(key, value);
      continue;
    }
    const sinks = belowMerges && isAboveMerge(mapping, pair);
    if (value !== ABSENT && !sinks && says(pair.value, value)) continue;
    const moves =
      value === ABSENT ||
      sinks ||
      isTakenOver(mapping, pair, planned) ||
      isHandedOn(mapping, key, value, planned);
    const inPlace = moves ? null : setValueOf(pair, value ?? NOTHING);
    if (inPlace !== null) {
      edits.push(inPlace);
      continue;
    }
    gone.push(pair);
    if (value !== ABSENT) added.set(key, value);
  }
  return { edits, gone, added };
}

function rewriteKeys(
  mapping: MappingNode,
  planned: ReadonlyMap<string, PlannedValue>,
  belowMerges: boolean,
): Edit[] | null {
  const changes = changesOf(mapping, planned, belowMerges);
  const { gone, added } = changes;
  const edits = [...changes.edits];
  const kept = new Set(mapping.pairs);
  const removed: PairNode[] = [];
  for (const pair of gone) {
    const key = belowMerges ? undefined : successor(pair, added);
    if (key === undefined) {
      removed.push(pair);
      kept.delete(pair);
      continue;
    }
    const value = added.get(key) as YamlValue; // `successor` looks for keys of this map.
    edits.push(renameKey(pair, key), says(pair.value, value) ? [] : setValueOf(pair, value));
    added.delete(key);
  }
  const place = [...kept].length === 0 ? undefined : placeFor(mapping, kept, belowMerges);
  for (const key of ORDER) {
    const value = added.get(key);
    if (value === undefined) continue;
    added.delete(key);
    edits.push(insert(mapping, key, value, place));
  }
  for (const [key, value] of added) edits.push(insert(mapping, key, value, place));
  if (removed.some(({ value }) => holdsAnchor(value) && !isAnchoredWord(value))) return null;
  edits.push(removeEntries(mapping, removed, { comment: 'keep' }));
  return edits.includes(null) ? null : edits.flatMap(each => each ?? []);
}

/** A scalar whose anchor can go, because what is written can stand wherever an alias of it stands. */
export function isAnchoredWord(node: Node): node is ScalarNode {
  if (node.kind !== 'scalar' || node.anchor === undefined || node.tag !== undefined) return false;
  return /^(?:'[^'\r\n]*'|"[^"\r\n]*"|[\w$][^'",:#[\]{}\r\n]*)$/.test(
    node.source.text.slice(node.start, node.end),
  );
}

function setValueOf(pair: PairNode, value: YamlValue): readonly Edit[] | null {
  const { value: node } = pair;
  if (!isAnchoredWord(node)) return setPairValue(pair, value);
  const { source } = node;
  return [{ source, range: outerRange(node), text: renderFlow(value, styleOf(source)) }];
}

/** Whether a key that goes says already what this one shall say, so that it is renamed and this one goes. */
function isHandedOn(
  mapping: MappingNode,
  key: string,
  value: YamlValue,
  planned: ReadonlyMap<string, PlannedValue>,
): boolean {
  return mapping.pairs.some(pair => {
    const name = pair.key.kind === 'scalar' ? pair.key.text : '';
    return (
      planned.get(name) === ABSENT && SUCCESSORS.get(name)?.includes(key) === true && says(pair.value, value)
    );
  });
}

/** Whether another key takes the place of this one with the value that stands there. */
function isTakenOver(
  mapping: MappingNode,
  pair: PairNode,
  planned: ReadonlyMap<string, PlannedValue>,
): boolean {
  const name = pair.key.kind === 'scalar' ? pair.key.text : '';
  return (SUCCESSORS.get(name) ?? []).some(key => {
    const value = planned.get(key);
    if (value === undefined || value === ABSENT || findPair(mapping, key) !== undefined) return false;
    return says(pair.value, value);
  });
}

function successor(pair: PairNode, added: ReadonlyMap<string, YamlValue>): string | undefined {
  const name = pair.key.kind === 'scalar' ? pair.key.text : '';
  return SUCCESSORS.get(name)?.find(key => added.has(key));
}

/** Adds a key where it stands best. */
export function insertKey(mapping: MappingNode, key: string, value: YamlValue): readonly Edit[] | null {
  return insert(mapping, key, value, placeFor(mapping, new Set(mapping.pairs), mapping.pairs.some(isMerge)));
}

function insert(
  mapping: MappingNode,
  key: string,
  value: YamlValue,
  place: PairNode | undefined,
): readonly Edit[] | null {
  const isVacated = findPair(mapping, key) !== undefined;
  const wanted = insertEntry(mapping, {
    key,
    value: value ?? NOTHING,
    isVacated,
    ...(place && { after: place }),
  });
  if (wanted !== null || place === undefined) return wanted;
  for (const pair of mapping.pairs) {
    const edits = insertEntry(mapping, { key, value: value ?? NOTHING, isVacated, after: pair });
    if (edits !== null) return edits;
  }
  const first = mapping.pairs[0];
  return first === undefined
    ? null
    : insertEntry(mapping, { key, value: value ?? NOTHING, isVacated, before: first });
}

/** The pair behind which new keys go. */
function placeFor(
  mapping: MappingNode,
  kept: ReadonlySet<PairNode>,
  belowMerges: boolean,
): PairNode | undefined {
  const find = (names: readonly string[]): PairNode | undefined => {
    for (const name of names) {
      const pair = findPair(mapping, name);
      if (pair !== undefined && kept.has(pair)) return pair;
    }
    return undefined;
  };
  const lastMerge = mapping.pairs.findLast(pair => isMerge(pair) && kept.has(pair));
  const wanted = find(NEIGHBOURS) ?? find(HEADERS) ?? mapping.pairs.findLast(pair => kept.has(pair));
  if (!belowMerges || lastMerge === undefined || wanted === undefined) return wanted;
  return mapping.pairs.indexOf(wanted) > mapping.pairs.indexOf(lastMerge) ? wanted : lastMerge;
}

function isAboveMerge({ pairs }: MappingNode, pair: PairNode): boolean {
  return pairs.slice(pairs.indexOf(pair)).some(isMerge);
}

export function isMerge({ key }: PairNode): boolean {
  return key.kind === 'scalar' && key.text === '<<' && key.tag !== '!!str';
}

/** Whether a node says a value already; an alias says what it stands for. */
export function says(node: Node, value: YamlValue): boolean {
  const target = node.kind === 'alias' ? node.target : node;
  if (isList(value)) {
    if (target?.kind !== 'sequence' || target.items.length !== value.length) return false;
    return target.items.every((item, index) => says(item, value[index] ?? null));
  }
  if (isRecord(value)) {
    if (target?.kind !== 'mapping' || target.pairs.length !== Object.keys(value).length) return false;
    return Object.entries(value).every(([key, inner]) => {
      const pair = findPair(target, key);
      return pair !== undefined && says(pair.value, inner);
    });
  }
  if (target?.kind !== 'scalar') return false;
  if (value === null) return target.type === 'null';
  if (typeof value !== 'string') return target.value === value;
  return target.type !== 'null' && target.text === value;
}
