import { evaluateExpression } from './evaluate.js';
import type { ExpressionError } from './lexer.js';
import { parseExpression } from './parser.js';

export interface ExpressionProblem extends ExpressionError {
  /** True when GitLab fails with an internal error instead of refusing the expression. */
  readonly crash: boolean;
}

/**
 * Why the configuration is not accepted with this expression, or null. As in GitLab (`Statement#valid?`) the
 * expression is evaluated with no variables at all, so a crash on other values goes unseen.
 */
export function checkExpression(text: string): ExpressionProblem | null {
  const parsed = parseExpression(text);
  if (!parsed.ok) return { ...parsed.error, crash: false };
  if (evaluateExpression(parsed.expression, () => undefined) !== null) return null;
  return { message: 'internal error', start: 0, end: text.length, crash: true };
}

/** GitLab's reason for refusing the expression, or null when it is valid. */
export function expressionError(text: string): string | null {
  return checkExpression(text)?.message ?? null;
}
