import type { MappingNode } from '../../syntax/node.js';
import type { Rewriting } from '../rewriting/rewriting.js';

/** What the steps of the way back share. */
export interface Lowering extends Rewriting {
  /** Texts that are entries of rules, wherever they stand. */
  readonly ruleTexts: ReadonlySet<MappingNode>;
}
