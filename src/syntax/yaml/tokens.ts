/**
 * Tokens of one YAML document, in parallel arrays: a token is an index. The scanner fills the list in one pass; a
 * simple key is only known at its `:`, so each place where one may start keeps two `none` tokens for it.
 */

/** Token kinds. Scalar kinds come last, so that `kind >= Token.plain` asks for a scalar. */
export const Token = {
  none: 0,
  streamEnd: 1,
  versionDirective: 2,
  tagDirective: 3,
  documentStart: 4,
  documentEnd: 5,
  blockSequenceStart: 6,
  blockMappingStart: 7,
  blockEnd: 8,
  flowSequenceStart: 9,
  flowSequenceEnd: 10,
  flowMappingStart: 11,
  flowMappingEnd: 12,
  blockEntry: 13,
  flowEntry: 14,
  key: 15,
  value: 16,
  alias: 17,
  anchor: 18,
  tag: 19,
  plain: 20,
  single: 21,
  double: 22,
  literal: 23,
  folded: 24,
} as const;

export interface TokenList {
  readonly kinds: number[];
  readonly starts: number[];
  readonly ends: number[];
  /** A scalar's content, the name of an anchor or alias, `handle\nsuffix` of a tag, `handle\nprefix` of a directive. */
  readonly values: string[];
}

export function pushToken(tokens: TokenList, kind: number, start: number, end: number, value: string): void {
  tokens.kinds.push(kind);
  tokens.starts.push(start);
  tokens.ends.push(end);
  tokens.values.push(value);
}

/** Why libyaml stops, in its words and at its places; thrown inside this folder only, `parseYaml` turns it into data. */
export class Refusal {
  readonly problem: string;
  readonly at: number;
  /** What libyaml was doing and where that began; absent where it names neither. */
  readonly context: string | undefined;
  readonly contextAt: number | undefined;

  constructor(problem: string, at: number, context?: string, contextAt?: number) {
    this.problem = problem;
    this.at = at;
    this.context = context;
    this.contextAt = contextAt;
  }
}
