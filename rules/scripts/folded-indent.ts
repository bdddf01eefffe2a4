import type { Config } from '../../src/config/config.js';
import { keyword } from '../../src/config/job.js';
import type { Value } from '../../src/config/value.js';
import { suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { ScalarNode } from '../../src/syntax/node.js';
import { replace } from '../../src/syntax/yaml/edit-value.js';

export const foldedIndent: AnyLintRule = defineRule({
  id: 'folded-indent',
  meta: {
    summary: 'The options of a command stand deeper in a `>` block, and so run as commands of their own.',
    category: 'scripts',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/script_troubleshooting/',
      'https://yaml.org/spec/1.1/#id929764',
    ],
  },
  messages: {
    apart: {
      what: '{{line}} is a command of its own here, and not a part of {{command}}.',
      why: 'In a `>` block only lines of the same indentation become one; a deeper line keeps its line break.',
      help: 'Indent all lines alike, or end each but the last with a backslash in a `|` block.',
    },
  },
  on: {
    *pipeline(config) {
      for (const node of foldedItems(config)) {
        const found = findApart(node);
        if (found === null) continue;
        const { command, line, start, deeper } = found;
        yield {
          messageId: 'apart',
          at: { source: node.source, start, end: start + line.length },
          data: { command, line },
          fix: () =>
            suggestion('Indent the lines alike, so that they are one command', outdent(node, deeper)),
        };
      }
    },
  },
});

/** The items of scripts that are written as `>` blocks. */
function foldedItems({ definitions }: Config): Iterable<ScalarNode> {
  const found = new Set<ScalarNode>();
  const visit = (value: Value | undefined): void => {
    if (value?.kind === 'list') value.items.forEach(visit);
    else if (value?.node.kind === 'scalar' && value.node.style === 'folded') found.add(value.node);
  };
  for (const definition of definitions) {
    for (const name of ['before_script', 'script', 'after_script']) visit(keyword(definition, name));
  }
  return found;
}

interface Line {
  readonly text: string;
  readonly indent: number;
  /** Where the line begins in the source, its indentation included. */
  readonly at: number;
}

interface Apart {
  readonly command: string;
  readonly line: string;
  readonly start: number;
  /** The lines that stand deeper, and by how much. */
  readonly deeper: readonly { readonly line: Line; readonly by: number }[];
}

/** The first line that begins with an option and is no command that anybody can mean. */
function findApart(node: ScalarNode): Apart | null {
  const lines = linesOf(node);
  const base = lines[0]?.indent ?? 0;
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before === undefined || line.indent <= base || before.indent !== base) continue;
    if (!OPTION.test(line.text) || CONTINUED.test(before.text) || hasOpenQuote(before.text)) continue;
    const end = lines.findIndex((each, at) => at > index && each.indent <= base);
    const run = lines.slice(index, end === -1 ? undefined : end);
    const deeper = run.map(each => ({ line: each, by: each.indent - base }));
    return { command: before.text, line: line.text, start: line.at + line.indent, deeper };
  }
  return null;
}

/** `--name`, `-x`: no shell has a command of that name. */
const OPTION = /^--?[A-Za-z]/;

/** The shell goes on in the next line. */
const CONTINUED = /(?:\\|\||&&|[({]|\b(?:do|then|else))$|<</;

function hasOpenQuote(text: string): boolean {
  const marks = text.replace(/\\./g, '').replace(/'[^']*'|"[^"]*"/g, '');
  return /['"]/.test(marks);
}

function linesOf({ source, start, end }: ScalarNode): readonly Line[] {
  const lines: Line[] = [];
  let at = source.text.indexOf('\n', start) + 1;
  while (at > 0 && at < end) {
    const newline = source.text.indexOf('\n', at);
    const stop = newline === -1 || newline > end ? end : newline;
    const written = source.text.slice(at, stop);
    const text = written.trim();
    if (text !== '') lines.push({ text, indent: written.length - written.trimStart().length, at });
    at = newline === -1 ? 0 : newline + 1;
  }
  return lines;
}

/** Nothing for an anchored text, which others may use, and where a blank line parts the command as well. */
function outdent(node: ScalarNode, deeper: Apart['deeper']): Edit[] | null {
  const [first, last] = [deeper[0], deeper.at(-1)];
  if (node.anchor !== undefined || first === undefined || last === undefined) return null;
  if (/\n[ \t\r]*\n/.test(node.source.text.slice(first.line.at - 2, last.line.at))) return null;
  return deeper.map(({ line, by }) => replace(node.source, line.at, line.at + by, ''));
}
