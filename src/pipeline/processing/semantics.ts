/** The interface of the two processing semantics. All of it is pure, and works on sets of tokens only. */
import type { TokenSet } from './token.js';

export type SemanticsName = 'current' | 'proposed';

/** What becomes of a created job now. */
export const TURN = { wait: 0, skip: 1, act: 2 } as const;
export type Turn = (typeof TURN)[keyof typeof TURN];

/** Codes of `PipelineJob.when`. */
export const REQUIRED = { on_success: 0, on_failure: 1, always: 2 } as const;

export interface Semantics {
  readonly name: SemanticsName;
  /** What a job with this status is to those that come after it; one bit. */
  token(status: number, allowFailure: boolean, blocker: boolean): TokenSet;
  /** What becomes of a created job whose predecessors (its needs when `dag`, else all earlier stages) show `tokens`. */
  turn(required: number, dag: boolean, tokens: TokenSet): Turn;
  /** Of `tokens`, those that made `turn` say skip; empty when what is missing is the reason. */
  blame(required: number, dag: boolean, tokens: TokenSet): TokenSet;
  /** The status a stage takes, given the one it shows and the tokens of its jobs. */
  stageStatus(shown: number, tokens: TokenSet): number;
  pipelineStatus(shown: number, tokens: TokenSet): number;
  /** True where `needs:allow_failure` and `async` have a meaning. */
  readonly extensions: boolean;
}
