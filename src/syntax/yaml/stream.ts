import type { Comment, Node } from '../node.js';
import type { Range } from '../range.js';
import type { Source } from '../source.js';

/**
 * Why a text is not YAML to GitLab's parser (libyaml through Psych), or what a person should know about it.
 * `refused` tells the first from the second.
 */
export interface SyntaxProblem extends Range {
  readonly code:
    | 'tab'
    | 'mapping-values'
    | 'unknown-alias'
    | 'date'
    | 'invalid-utf8'
    | 'syntax'
    | 'too-big'
    | 'duplicate-key'
    | 'unresolved-tag';
  readonly refused: boolean;
  /** One sentence that says what is wrong, in our words. */
  readonly message: string;
  /** What GitLab prints, when it refuses the text. */
  readonly gitlabMessage?: string;
  /** The place the problem collides with: the first of two equal keys, the opening quote. */
  readonly related?: Range;
}

export interface YamlDocument extends Range {
  /** The document's value; null for an empty document. */
  readonly contents: Node | null;
}

/** All that one source holds, problems included: parsing never throws and never stops at the first problem. */
export interface YamlStream {
  readonly source: Source;
  readonly documents: readonly YamlDocument[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}
