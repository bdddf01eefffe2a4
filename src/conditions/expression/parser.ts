/**
 * Parses `rules:if` as `lib/gitlab/ci/pipeline/expression/parser.rb` does: a shunting-yard without any check of
 * what stands next to what, so `$A !` and `$A (== "x")` are valid.
 */
import type { Range } from '../../syntax/range.js';
import { compilePattern, unescapeSlashes } from '../pattern.js';
import { type ExpressionError, type Token, tokenize } from './lexer.js';
import type { BinaryOperator, Expression, ExpressionNode } from './node.js';

export type ParseResult =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly error: ExpressionError };

/** Lower binds tighter. A closing bracket takes everything up to its opening one. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  '!': 1,
  '==': 10,
  '!=': 10,
  '=~': 10,
  '!~': 10,
  '&&': 11,
  '||': 12,
  ')': 900,
  '(': 901,
};

/** A closed pair of brackets; it only widens the range of the node within. */
interface Group extends Range {
  readonly kind: 'group';
}

/** Never throws. The error is the first that GitLab meets, with GitLab's words. */
export function parseExpression(text: string): ParseResult {
  const tokens = tokenize(text);
  if (!isTokens(tokens)) return { ok: false, error: tokens };
  if (tokens.length === 0) return fail('StatementError', { start: 0, end: text.length });
  const output = toPostfix(tokens);
  if (!isTokens(output)) return { ok: false, error: output };
  return buildTree(text, output);
}

function isTokens<Item>(result: readonly Item[] | ExpressionError): result is readonly Item[] {
  return Array.isArray(result);
}

function toPostfix(tokens: readonly Token[]): readonly (Token | Group)[] | ExpressionError {
  const output: (Token | Group)[] = [];
  const operators: Token[] = [];
  for (const token of tokens) {
    const precedence = PRECEDENCE[token.kind];
    if (precedence === undefined) output.push(token);
    else if (token.kind === '(' || token.kind === '!') operators.push(token);
    else {
      while (operators.length > 0 && precedence >= (PRECEDENCE[operators.at(-1)?.kind ?? '('] ?? 0)) {
        output.push(...operators.splice(-1));
      }
      if (token.kind !== ')') operators.push(token);
      else {
        const open = operators.pop();
        if (open === undefined)
          return { message: 'Unmatched parenthesis', start: token.start, end: token.end };
        output.push({ kind: 'group', start: open.start, end: token.end });
      }
    }
  }
  return [...output, ...operators.reverse()];
}

function buildTree(text: string, output: readonly (Token | Group)[]): ParseResult {
  const nodes: ExpressionNode[] = [];
  for (const token of output) {
    const error = token.kind === 'group' ? widen(nodes, token) : pushNode(nodes, token);
    if (error !== null) return fail(error, token);
  }
  const root = nodes[0];
  if (root === undefined) return fail('Empty parse tree', { start: 0, end: text.length });
  if (nodes[1] !== undefined) return fail('Unreachable nodes in parse tree', nodes[1]);
  return { ok: true, expression: { text, root } };
}

function widen(nodes: ExpressionNode[], group: Group): null {
  const last = nodes.at(-1);
  if (last !== undefined && group.start < last.start && last.end < group.end) {
    nodes[nodes.length - 1] = { ...last, start: group.start, end: group.end };
  }
  return null;
}

/** Puts the token's node on the stack; the answer is GitLab's error, or null. */
function pushNode(nodes: ExpressionNode[], token: Token): string | null {
  switch (token.kind) {
    case '(':
    case ')':
      return 'Unprocessable token found in parse tree: parenthesis_open';
    case '!':
      return pushNot(nodes, token);
    case '==':
    case '!=':
    case '=~':
    case '!~':
    case '&&':
    case '||':
      return pushBinary(nodes, token, token.kind);
    default: {
      const node = toValueNode(token);
      if (node === null) return 'Invalid regular expression!';
      nodes.push(node);
      return null;
    }
  }
}

function pushNot(nodes: ExpressionNode[], token: Token): string | null {
  const operand = nodes.pop();
  if (operand === undefined) return 'Invalid operand';
  nodes.push({ kind: 'not', operand, operatorRange: rangeOf(token), ...hull(token, operand) });
  return null;
}

function pushBinary(nodes: ExpressionNode[], token: Token, operator: BinaryOperator): string | null {
  const right = nodes.pop();
  const left = nodes.pop();
  if (left === undefined || right === undefined) return 'Invalid left operand';
  nodes.push({
    kind: 'binary',
    operator,
    left,
    right,
    operatorRange: rangeOf(token),
    ...hull(left, token, right),
  });
  return null;
}

function toValueNode(token: Token): ExpressionNode | null {
  const range = rangeOf(token);
  switch (token.kind) {
    case 'variable':
    case 'input':
      return { kind: token.kind, name: token.text, ...range };
    case 'string':
      return { kind: 'string', value: token.text, ...range };
    case 'boolean':
      return { kind: 'boolean', value: token.text === 'true', ...range };
    case 'pattern': {
      const pattern = compilePattern(unescapeSlashes(token.text));
      return pattern && { kind: 'pattern', pattern, ...range };
    }
    default:
      return { kind: 'null', ...range };
  }
}

function rangeOf({ start, end }: Range): Range {
  return { start, end };
}

function hull(...ranges: readonly Range[]): Range {
  return {
    start: Math.min(...ranges.map(range => range.start)),
    end: Math.max(...ranges.map(range => range.end)),
  };
}

function fail(message: string, { start, end }: Range): ParseResult {
  return { ok: false, error: { message, start, end } };
}
