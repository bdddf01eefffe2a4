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
  const { problem, at } = refusal;
  switch (problem) {
    case 'found character that cannot start any token':
      if (text[at] === '\t') return tab;
      return syntax(`A value cannot start with ${text[at] ?? ''}: put it in quotes.`);
    case 'found a tab character that violates indentation':
    case 'found a tab character where an indentation space is expected':
      return tab;
    case 'mapping values are not allowed in this context':
      return mappingValues;
    case "could not find expected ':'":
      return syntax('This line stands where a key is expected, but has no colon after it.', true);
    case 'did not find expected key':
      return syntax(explainMissingKey(text, at));
    case "did not find expected '-' indicator":
      return syntax('This stands in the column of the list above, but does not begin with a dash.');
    case "did not find expected ',' or ']'":
    case "did not find expected ',' or '}'":
      return syntax(explainFlow(refusal, text));
    default:
      return explainWord(refusal, text);
  }
}

function syntax(message: string, fromContext = false): Explanation {
  return { code: 'syntax', message, fromContext };
}

const tab: Explanation = {
  code: 'tab',
  message: 'YAML is not indented with tabs: use spaces.',
  fromContext: false,
};

const mappingValues: Explanation = {
  code: 'mapping-values',
  message: 'A colon followed by a space starts a mapping, which cannot stand here: indent it or use quotes.',
  fromContext: false,
};

function explainMissingKey(text: string, at: number): string {
  const follows = explainText(text, at);
  if (follows !== null) return follows;
  if (text[at] === '-') return 'A list item stands where a key is expected: indent it, or remove the dash.';
  if (/^ +$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))) {
    return 'The indentation of this line is that of no mapping above it.';
  }
  return 'A key is expected here: check the indentation of this line and the quotes above it.';
}

/** Tells of text behind a quoted value or a bracket on the same line; null where there is neither. */
function explainText(text: string, at: number): string | null {
  const before =
    text
      .slice(Math.max(0, at - 100), at)
      .trimEnd()
      .at(-1) ?? '';
  const isNewLine = /[\r\n][ \t]*$/.test(text.slice(Math.max(0, at - 100), at));
  if (isNewLine || !/["'\]}]/.test(before)) return null;
  const what = before === '"' || before === "'" ? 'quote' : before;
  return `Text follows the closing ${what}: put the whole value in quotes.`;
}

function explainFlow({ problem, at }: Refusal, text: string): string {
  const bracket = problem.endsWith("']'") ? '[' : '{';
  if (at >= text.length) return `The ${bracket} is never closed.`;
  return `What begins with ${bracket} lacks a comma or its closing bracket before this.`;
}

/** Refusals that say what is wrong already, told better where we can. */
function explainWord({ problem, context, contextAt, at }: Refusal, text: string): Explanation {
  switch (problem) {
    case 'did not find expected node content':
      if (at < text.length) return syntax(`A value is expected here, not ${text[at] ?? ''}.`);
      return syntax('The file ends where a value or a closing bracket is expected.');
    case 'did not find expected alphabetic or numeric character': {
      const sign =
        context === 'while scanning an anchor'
          ? '& begins the name of an anchor'
          : '* begins the name of an alias';
      return syntax(
        explainText(text, contextAt ?? at) ?? `${sign}, but no such name follows: put the value in quotes.`,
      );
    }
    case 'did not find expected comment or line break':
      return syntax('Only a comment can stand here on this line.');
    case 'found unexpected end of stream':
      return syntax('This quote is never closed.', true);
    case 'found unknown escape character':
      return syntax(
        `\\${text[at + 1] ?? ''} is no escape sequence: use single quotes or double the backslash.`,
      );
    default:
      return syntax(`${capitalize(problem)}${context === undefined ? '' : ` ${context}`}.`);
  }
}

function capitalize(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
