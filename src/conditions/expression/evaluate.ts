import type { Range } from '../../syntax/range.js';
import type { BinaryNode, Expression, ExpressionNode } from './node.js';
import { CRASH, isEqual, isMatch, isPresent, isTruthy, type Value } from './value.js';

/** The value of a variable, or undefined when it does not exist. */
export type VariableLookup = (name: string) => string | undefined;

/** The value of an input; a list is undefined, since no operator of the language can see into it. */
export type InputLookup = (name: string) => string | number | boolean | null | undefined;

/** One evaluated part of an expression. A crash has no value. */
export interface Step extends Range {
  readonly node: ExpressionNode;
  readonly value: Value | typeof CRASH;
}

export interface Explanation {
  /** In order of evaluation; operands that `&&` and `||` never reach have no step. */
  readonly steps: readonly Step[];
  /** Whether the expression holds; null when GitLab crashes on it. */
  readonly holds: boolean | null;
}

type Result = Value | typeof CRASH;

/** Whether the expression holds; null when GitLab itself fails on it (an internal error for the user). */
export function evaluateExpression(
  expression: Expression,
  variables: VariableLookup,
  inputs: InputLookup = () => undefined,
): boolean | null {
  const value = evaluateNode(expression.root, { variables, inputs, steps: null });
  return value === CRASH ? null : isPresent(value);
}

/** The same answer with the value of every part that took part in it. */
export function explainExpression(
  expression: Expression,
  variables: VariableLookup,
  inputs: InputLookup = () => undefined,
): Explanation {
  const steps: Step[] = [];
  const value = evaluateNode(expression.root, { variables, inputs, steps });
  return { steps, holds: value === CRASH ? null : isPresent(value) };
}

interface Evaluation {
  readonly variables: VariableLookup;
  readonly inputs: InputLookup;
  /** Where to write the steps down, if anybody wants them. */
  readonly steps: Step[] | null;
}

/** The depth is bounded by the number of tokens. */
function evaluateNode(node: ExpressionNode, evaluation: Evaluation): Result {
  const value = compute(node, evaluation);
  evaluation.steps?.push({ node, value, start: node.start, end: node.end });
  return value;
}

function compute(node: ExpressionNode, evaluation: Evaluation): Result {
  switch (node.kind) {
    case 'variable':
      return evaluation.variables(node.name) ?? null;
    case 'input':
      return evaluation.inputs(node.name) ?? null;
    case 'string':
    case 'boolean':
      return node.value;
    case 'null':
      return null;
    case 'pattern':
      return node.pattern;
    case 'not': {
      const operand = evaluateNode(node.operand, evaluation);
      return operand === CRASH ? CRASH : !isPresent(operand);
    }
    case 'binary':
      return computeBinary(node, evaluation);
  }
}

function computeBinary(node: BinaryNode, evaluation: Evaluation): Result {
  const left = evaluateNode(node.left, evaluation);
  if (left === CRASH) return CRASH;
  if (node.operator === '&&' && !isTruthy(left)) return left;
  if (node.operator === '||' && isTruthy(left)) return left;
  const right = evaluateNode(node.right, evaluation);
  if (right === CRASH) return CRASH;
  switch (node.operator) {
    case '&&':
    case '||':
      return right;
    case '==':
      return isEqual(left, right);
    case '!=':
      return negate(isEqual(left, right));
    case '=~':
      return isTruthy(right) ? isMatch(left, right) : false;
    case '!~':
      return isTruthy(right) ? negate(isMatch(left, right)) : true;
  }
}

function negate(result: boolean | typeof CRASH): boolean | typeof CRASH {
  return result === CRASH ? CRASH : !result;
}
