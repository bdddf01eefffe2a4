/** Tells a refusal of libyaml in GitLab's words and in ours. */
import { isBlank, isBreak, isBreakOrEnd } from './characters.js';
import type { SyntaxProblem } from './stream.js';
import type { Refusal } from './tokens.js';

export function describeRefusal(refusal: Refusal, text: string, base: number): SyntaxProblem {
  const { code, message, fromContext } = explain(refusal, text);
  const start = fromContext ? (refusal.contextAt ?? refusal.at) : refusal.at;
  const end = fromContext ? lineEnd(text, start) : wordEnd(text, start);
  const problem: SyntaxProblem = {
    code,
    refused: true,
    message,
    gitlabMessage: gitlabMessage(refusal, text),
    start: base + start,
    end: base + end,
  };
  const { contextAt } = refusal;
  if (contextAt === undefined || contextAt === start) return problem;
  return {
    ...problem,
    related: { start: base + contextAt, end: base + Math.min(contextAt + 1, text.length) },
  };
}

/** Psych prints the place of the context, or the very beginning where libyaml names none. */
function gitlabMessage(refusal: Refusal, text: string): string {
  const context = refusal.context === undefined ? '' : ` ${refusal.context}`;
  const { line, column } = place(text, refusal.contextAt ?? 0);
  return `(<unknown>): ${refusal.problem}${context} at line ${line} column ${column}`;
}

/** Line and column as libyaml counts them: its own line breaks, columns in code points, the end on a line of its own. */
function place(text: string, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < at; index++) {
    const code = text.charCodeAt(index);
    if (!isBreak(code)) continue;
    if (code === 13 && text.charCodeAt(index + 1) === 10) index++;
    line++;
    lineStart = index + 1;
  }
  if (at === text.length && at > lineStart) return { line: line + 1, column: 1 };
  return { line, column: [...text.slice(lineStart, at)].length + 1 };
}

function lineEnd(text: string, at: number): number {
  while (!isBreakOrEnd(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the word at `at`; at a blank or break, one character. */
function wordEnd(text: string, at: number): number {
  const start = at;
  while (!isBreakOrEnd(text.charCodeAt(at)) && !isBlank(text.charCodeAt(at))) at++;
  return at > start ? at : Math.min(start + 1, text.length);
}

interface Explanation {
  readonly code: SyntaxProblem['code'];
  readonly message: string;
  /** True when the place to look at is where the construct began. */
  readonly fromContext: boolean;
}

function explain(refusal: Refusal, text: string): Explanation {
  const syntax = (message: string, fromContext = false): Explanation => ({
    code: 'syntax',
    message,
    fromContext,
  });
  const character = text[refusal.at] ?? '';
  switch (refusal.problem) {
    case 'found character that cannot start any token':
      if (character === '\t') {
        return { code: 'tab', message: 'YAML is not indented with tabs: use spaces.', fromContext: false };
      }
      return syntax(`A value cannot start with ${character}: put it in quotes.`);
    case 'found a tab character that violates indentation':
    case 'found a tab character where an indentation space is expected':
      return { code: 'tab', message: 'YAML is not indented with tabs: use spaces.', fromContext: false };
    case 'mapping values are not allowed in this context':
      return {
        code: 'mapping-values',
        message:
          'A colon followed by a space starts a mapping, which cannot stand here: indent it or use quotes.',
        fromContext: false,
      };
    case "could not find expected ':'":
      return syntax('This line stands where a key is expected, but has no colon after it.', true);
    case 'did not find expected key':
      return syntax('The mapping is broken here: check the indentation and the quotes above.');
    case "did not find expected '-' indicator":
      return syntax('The list is broken here: another item or less indentation is expected.');
    case 'found unexpected end of stream':
      return syntax('This quote is never closed.', true);
    case 'found unknown escape character':
      return syntax(
        `\\${text[refusal.at + 1] ?? ''} is no escape sequence: use single quotes or double the backslash.`,
      );
    default:
      return syntax(
        `${capitalize(refusal.problem)}${refusal.context === undefined ? '' : ` ${refusal.context}`}.`,
      );
  }
}

function capitalize(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
