/**
 * The syntax tree of one YAML text. It keeps everything that was written: every pair of a mapping (duplicates and
 * merge keys too), aliases as aliases, styles and tags. What GitLab makes of it is `config/value.ts`.
 *
 * A node *is* its range: `start` and `end` span the value without anchor, tag and trailing comment.
 */
import type { Range } from './range.js';
import type { Source } from './source.js';

interface NodeBase extends Range {
  readonly source: Source;
  /** The name after `&`, if the node is anchored. */
  readonly anchor?: string;
  /** The tag as written, such as `!reference` or `!!str`; absent for untagged nodes. */
  readonly tag?: string;
  /** The whole of the node with its anchor and tag, where it has any. */
  readonly outer?: Range;
  /** Set when the node stands inside `[]` or `{}`, where less can be written without quotes. */
  readonly inFlow?: true;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** The Ruby class that Psych gives a scalar; `symbol` is `:name`, `date` is what GitLab refuses to load. */
export type ScalarType = 'string' | 'integer' | 'float' | 'boolean' | 'null' | 'symbol' | 'date';

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  readonly type: ScalarType;
  /** The scalar's text after unquoting and folding, before it is resolved to a type. */
  readonly raw: string;
  /** The resolved value. Integers beyond 2^53 lose precision here and keep it in `text`. */
  readonly value: string | number | boolean | null;
  /** What Ruby's `to_s` gives for the value: `12:30` is `45000`, `1.10` is `1.1`, `~` is empty. */
  readonly text: string;
}

export interface PairNode {
  readonly key: Node;
  /** An empty null scalar stands where no value is written. */
  readonly value: Node;
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly flow: boolean;
  readonly pairs: readonly PairNode[];
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly Node[];
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  /** The anchored node, or null when no such anchor stands before the alias. */
  readonly target: Node | null;
}

export type Node = ScalarNode | MappingNode | SequenceNode | AliasNode;

export interface Comment extends Range {
  /** The text after `#`, untrimmed. */
  readonly text: string;
}
