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
  /** The cheapest tier that has it; none for keywords of all tiers. */
  readonly tier?: Exclude<Tier, 'free'>;
  /** Set where GitLab.com alone has the keyword, in all tiers: instances of one's own need more than `free`. */
  readonly offering?: 'gitlab.com';
  /** Values that came after the keyword itself, with the version that brought them. */
  readonly newValues?: Readonly<Record<string, string>>;
  /** The value that holds where none is given. */
  readonly default?: string | number | boolean;
}

/** GitLab's tiers, cheapest first. */
export const TIERS = ['free', 'premium', 'ultimate'] as const;
export type Tier = (typeof TIERS)[number];

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
  | 'list'
  | 'scalars'
  | `entry:${string}`
  | `entries:${string}`
  | `map:${string}`;

export type KeywordTable = Readonly<Record<string, Keyword>>;

type Extras = Omit<Keyword, 'summary' | 'docs' | 'accepts'>;

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
