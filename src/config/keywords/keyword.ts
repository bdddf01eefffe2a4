/** One keyword of GitLab CI YAML, as the entries, the schemas and the editor know it. */
export interface Keyword {
  /** One line, for hovers and completions. */
  readonly summary: string;
  /** The anchor of its section on https://docs.gitlab.com/ci/yaml/; null where it has none. */
  readonly docs: string | null;
  /** The forms its value may take, alternatives in order. */
  readonly accepts: readonly Shape[];
  /** The closed list of values, where there is one. */
  readonly values?: readonly string[];
  /** GitLab's version that brought it, where known. */
  readonly since?: string;
  /** The version that took it away or will; the keyword may still be accepted. */
  readonly deprecated?: string;
  readonly tier?: 'premium' | 'ultimate';
}

/**
 * The form of a value. `script` is a string or a nested list of strings; `entry:NAME` a hash with the keywords of that
 * table; `entries:NAME` a list of such hashes; `map:NAME` a hash with free keys whose values are such hashes, or scalars
 * where the table has a keyword `value`; `scalars` a hash with free keys and scalars.
 */
export type Shape =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'null'
  | 'scalar'
  | 'duration'
  | 'expression'
  | 'pattern'
  | 'script'
  | 'strings'
  | 'integers'
  | 'nested-strings'
  | 'any'
  | 'hash'
  | 'scalars'
  | `entry:${string}`
  | `entries:${string}`
  | `map:${string}`;

export type KeywordTable = Readonly<Record<string, Keyword>>;

type Extras = Pick<Keyword, 'values' | 'since' | 'deprecated' | 'tier'>;

export function keyword(
  summary: string,
  docs: string | null,
  accepts: Shape | readonly Shape[],
  extras: Partial<Extras> = {},
): Keyword {
  return { summary, docs, accepts: typeof accepts === 'string' ? [accepts] : accepts, ...extras };
}

/** The names of a table's keywords, in the order of the table. */
export function keywordNames(table: KeywordTable): readonly string[] {
  return Object.keys(table);
}

/** Some keywords of a table, for a table of another entry that takes them too. */
export function pick(table: KeywordTable, ...names: readonly string[]): KeywordTable {
  return Object.fromEntries(Object.entries(table).filter(([name]) => names.includes(name)));
}
