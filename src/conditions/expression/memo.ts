import { type ParseResult, parseExpression } from './parser.js';

const MAX_MEMO = 5_000;
const memo = new Map<string, ParseResult>();

/** `parseExpression`, remembering its answers: the same expression stands in many rules of a configuration. */
export function parseOnce(text: string): ParseResult {
  let result = memo.get(text);
  if (result === undefined) {
    result = parseExpression(text);
    if (memo.size >= MAX_MEMO) memo.clear();
    memo.set(text, result);
  }
  return result;
}
