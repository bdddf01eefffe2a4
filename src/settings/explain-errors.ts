/** What the schema has against some settings, in words that name place and key. */
import { nearest } from '../linter/nearest.js';
import type { MappingNode, Node, ScalarNode } from '../syntax/node.js';
import { Source } from '../syntax/source.js';
import { parseYaml } from '../syntax/yaml/parse.js';
import type { SchemaError } from './validate.js';

/** A settings file as it was read; `text` is null for programs, whose values have no place. */
export interface ReadSettings {
  readonly path: string;
  readonly text: string | null;
  /** The keys that lead to the settings in the text. */
  readonly inText: readonly string[];
  readonly value: unknown;
}

/** One line an error: `file:line:column: key: what is wrong`. */
export function explainErrors(file: ReadSettings, errors: readonly SchemaError[]): string[] {
  const tree = treeOf(file);
  const lines = new Set<string>();
  for (const error of errors) {
    // The branches of a condition speak for themselves.
    if (error.keyword === 'if' || error.keyword === 'propertyNames' || isSecondWord(error)) continue;
    const keys = pointerKeys(error.instancePath);
    const extra = error.params.additionalProperty ?? error.propertyName;
    const path = typeof extra === 'string' ? [...keys, extra] : keys;
    const name = path.length === 0 ? 'the settings' : path.join('.');
    lines.add(`${placeIn(file, tree, path)}: ${name}: ${explain(error, keys)}`);
  }
  return [...lines];
}

/** The same for what the schema cannot tell; `path` is the keys that lead to it. */
export function explainFaults(
  file: ReadSettings,
  faults: readonly { readonly path: readonly string[]; readonly reason: string }[],
): string[] {
  const tree = treeOf(file);
  return faults.map(({ path, reason }) => `${placeIn(file, tree, path)}: ${path.join('.')}: ${reason}`);
}

function treeOf({ path, text }: ReadSettings): Node | null {
  return text === null ? null : parseTree(path, text);
}

function placeIn({ path, inText }: ReadSettings, tree: Node | null, keys: readonly string[]): string {
  return tree === null ? path : placeOf(path, tree, [...inText, ...keys]);
}

function explain(
  { keyword, params, message, data, parentSchema, propertyName }: SchemaError,
  keys: readonly string[],
): string {
  switch (keyword) {
    case 'additionalProperties': {
      const noun = keys.at(-1) === 'rules' ? 'rule' : 'key';
      const known = Object.keys(parentSchema.properties ?? {});
      return `there is no such ${noun}${suggestFrom(String(params.additionalProperty), known)}`;
    }
    case 'enum': {
      const allowed = (parentSchema.enum ?? []).map(String);
      const hint = typeof data === 'string' ? suggestFrom(data, allowed) : '';
      return `${show(data)} is not one of ${allowed.join(', ')}${hint}`;
    }
    case 'type':
      if (isRule(keys) && Array.isArray(data)) return 'the rule has no options; write the level alone';
      return `${show(data)} should be ${withArticle([params.type].flat().join(' or '))}`;
    case 'minItems':
      return 'the list is empty';
    case 'required':
      return `the key ${String(params.missingProperty)} is missing`;
    case 'pattern':
      if (propertyName !== undefined) return 'is not the name of a variable: letters, digits and underscores';
      if (keys.at(-1) === 'defaultBranch') return `${show(data)} is not the name of a branch`;
      return `${show(data)} does not match ${String(params.pattern)}`;
    default:
      return message ?? 'is not valid';
  }
}

/** What has no type that is allowed is not one of the allowed values either: said once. */
function isSecondWord({ keyword, data, parentSchema }: SchemaError): boolean {
  return keyword === 'enum' && parentSchema.type === 'string' && typeof data !== 'string';
}

function isRule(keys: readonly string[]): boolean {
  return keys.at(-2) === 'rules';
}

function suggestFrom(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === null ? '' : `; did you mean ${near}?`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function withArticle(type: string): string {
  const noun = type.replace('array', 'list');
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function pointerKeys(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(key => key.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function parseTree(path: string, text: string): Node | null {
  return parseYaml(new Source(path, text)).documents[0]?.contents ?? null;
}

/** The place of the deepest part of a path that the tree holds; of its key, where it has one. */
function placeOf(path: string, tree: Node, keys: readonly string[]): string {
  let node: Node = tree;
  let at: Node = tree;
  for (const key of keys) {
    const next = step(node, key);
    if (next === null) break;
    node = next.value;
    at = next.at;
  }
  const { line, column } = at.source.positionAt(at.start);
  return `${path}:${line}:${column}`;
}

function step(node: Node, key: string): { readonly value: Node; readonly at: Node } | null {
  const target = node.kind === 'alias' ? node.target : node;
  if (target?.kind === 'sequence') {
    const item = target.items[Number(key)];
    return item === undefined ? null : { value: item, at: item };
  }
  const pair = target?.kind === 'mapping' ? findPair(target, key) : undefined;
  return pair === undefined ? null : { value: pair.value, at: pair.key };
}

function findPair(mapping: MappingNode, key: string) {
  return mapping.pairs.find(
    pair => pair.key.kind === 'scalar' && (pair.key satisfies ScalarNode).raw === key,
  );
}
