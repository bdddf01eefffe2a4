/** The keywords that a configuration uses, found by walking its values along the keyword tables. */
import type { Config, ConfigFile } from '../config.js';
import type { JobDefinition } from '../job.js';
import { loadDocuments } from '../load/documents.js';
import { type Entry, get, type Mapping, type Value } from '../value.js';
import { type Keyword, type KeywordTable, pick, type Shape } from './keyword.js';
import { keywordTables } from './tables.js';

export interface UsedKeyword {
  /** From the table where the walk began: `artifacts:reports:junit`. */
  readonly path: string;
  readonly keyword: Keyword;
  readonly entry: Entry;
}

const TABLES: Readonly<Record<string, KeywordTable>> = keywordTables;

/** What a file says of itself and of other files: its `spec` and its includes. */
export function keywordsOfFile({ stream }: ConfigFile): readonly UsedKeyword[] {
  const documents = loadDocuments(stream);
  const used: UsedKeyword[] = [];
  if (!documents.ok) return used;
  const spec = documents.header && get(documents.header, 'spec');
  if (spec?.kind === 'mapping') collect(spec, keywordTables.spec, 'spec', used);
  collect(documents.content, pick(keywordTables.root, 'include'), '', used);
  return used;
}

export function keywordsOfJob({ kind, mapping }: JobDefinition): readonly UsedKeyword[] {
  const used: UsedKeyword[] = [];
  collect(mapping, kind === 'job' ? keywordTables.job : keywordTables.triggerJob, '', used);
  return used;
}

/** What stands at the top level; keywords of `default` go by the names they have in jobs. */
export function keywordsOfPipeline({ merged }: Config): readonly UsedKeyword[] {
  const used: UsedKeyword[] = [];
  const defaults = get(merged, 'default');
  if (defaults?.kind === 'mapping') collect(defaults, keywordTables.default, '', used);
  const { default: _default, include: _include, ...others } = keywordTables.root;
  collect(merged, others, '', used);
  return used;
}

/** The keywords of a table in a mapping and, below them, those of the entries they hold. Null counts as not there. */
function collect(mapping: Mapping, table: KeywordTable, above: string, used: UsedKeyword[]): void {
  for (const [name, entry] of mapping.entries) {
    const keyword = Object.hasOwn(table, name) ? table[name] : undefined;
    const { value } = entry;
    if (keyword === undefined || (value.kind === 'scalar' && value.type === 'null')) continue;
    const path = above === '' ? name : `${above}:${name}`;
    used.push({ path, keyword, entry });
    if (value.kind === 'scalar') continue;
    for (const shape of keyword.accepts) collectBelow(value, shape, path, used);
  }
}

function collectBelow(value: Value, shape: Shape, path: string, used: UsedKeyword[]): void {
  const nested = nestedIn(shape);
  if (nested === null) return;
  const { form, table } = nested;
  if (form === 'entry' && value.kind === 'mapping') collect(value, table, path, used);
  if (form === 'map' && value.kind === 'mapping') {
    for (const { value: item } of value.entries.values()) {
      if (item.kind === 'mapping') collect(item, table, path, used);
    }
  }
  if (form === 'entries' && value.kind === 'list') {
    for (const item of value.items) {
      if (item.kind === 'mapping') collect(item, table, path, used);
      else collectBelow(item, shape, path, used);
    }
  }
}

interface Nested {
  readonly form: string;
  readonly table: KeywordTable;
}

const nestedByShape = new Map<Shape, Nested | null>();

/** The table that a shape such as `entry:cache` leads to; null for one that leads to none. */
function nestedIn(shape: Shape): Nested | null {
  let nested = nestedByShape.get(shape);
  if (nested === undefined) {
    const [form = '', name = ''] = shape.split(':');
    const table = TABLES[name];
    nested = table === undefined ? null : { form, table };
    nestedByShape.set(shape, nested);
  }
  return nested;
}
