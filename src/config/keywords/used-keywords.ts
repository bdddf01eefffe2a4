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
export function* keywordsOfFile({ stream }: ConfigFile): Generator<UsedKeyword> {
  const documents = loadDocuments(stream);
  if (!documents.ok) return;
  const spec = documents.header && get(documents.header, 'spec');
  if (spec?.kind === 'mapping') yield* usedKeywords(spec, keywordTables.spec, 'spec');
  yield* usedKeywords(documents.content, pick(keywordTables.root, 'include'));
}

export function keywordsOfJob({ kind, mapping }: JobDefinition): Iterable<UsedKeyword> {
  return usedKeywords(mapping, kind === 'job' ? keywordTables.job : keywordTables.triggerJob);
}

/** What stands at the top level; keywords of `default` go by the names they have in jobs. */
export function* keywordsOfPipeline({ merged }: Config): Generator<UsedKeyword> {
  const defaults = get(merged, 'default');
  if (defaults?.kind === 'mapping') yield* usedKeywords(defaults, keywordTables.default);
  const { default: _default, include: _include, ...others } = keywordTables.root;
  yield* usedKeywords(merged, others);
}

/** The keywords of a table in a mapping and, below them, those of the entries they hold. Null counts as not there. */
function* usedKeywords(mapping: Mapping, table: KeywordTable, above = ''): Generator<UsedKeyword> {
  for (const [name, entry] of mapping.entries) {
    const keyword = Object.hasOwn(table, name) ? table[name] : undefined;
    const { value } = entry;
    if (keyword === undefined || (value.kind === 'scalar' && value.type === 'null')) continue;
    const path = above === '' ? name : `${above}:${name}`;
    yield { path, keyword, entry };
    for (const shape of keyword.accepts) yield* below(value, shape, path);
  }
}

function* below(value: Value, shape: Shape, path: string): Generator<UsedKeyword> {
  const [form, name = ''] = shape.split(':');
  const table = TABLES[name];
  if (table === undefined) return;
  if (form === 'entry' && value.kind === 'mapping') yield* usedKeywords(value, table, path);
  if (form === 'map' && value.kind === 'mapping') {
    for (const { value: item } of value.entries.values()) {
      if (item.kind === 'mapping') yield* usedKeywords(item, table, path);
    }
  }
  if (form === 'entries' && value.kind === 'list') {
    for (const item of value.items) {
      if (item.kind === 'mapping') yield* usedKeywords(item, table, path);
      else yield* below(item, shape, path);
    }
  }
}
