/** The shell commands of jobs, as far as they can be told without a shell: their items, loops and what these ask for. */
import { type JobDefinition, keyword } from '../config/job.js';
import type { Value } from '../config/value.js';
import type { Node } from '../syntax/node.js';

/** The commands of a job as the runner hands them to the shell, and the items that they come from. */
export interface ShellScript {
  readonly text: string;
  /** The item that the character at an offset comes from. */
  nodeAt(offset: number): Node;
}

/** Null for a job without commands, and where one of them is not known. */
export function scriptOf(
  definition: JobDefinition,
  name: 'script' | 'before_script' = 'script',
): ShellScript | null {
  const items: { readonly node: Node; readonly end: number }[] = [];
  let text = '';
  const isKnown = visit(keyword(definition, name), (line, node) => {
    text += `${line}\n`;
    items.push({ node, end: text.length });
  });
  const last = items.at(-1)?.node;
  if (!isKnown || last === undefined) return null;
  return { text, nodeAt: offset => items.find(({ end }) => offset < end)?.node ?? last };
}

function visit(value: Value | undefined, line: (text: string, node: Node) => void): boolean {
  if (value?.kind === 'list') return value.items.every(item => visit(item, line));
  if (value?.kind !== 'scalar') return false;
  line(value.text, value.node);
  return true;
}

/** A `while`, `until` or `for` with all up to its `done`. */
export interface ShellLoop {
  readonly text: string;
  readonly start: number;
}

/** Where a command can begin, and what is asked for there. */
const LOOP_WORD = /(?:^|[;\n&|({!]|\b(?:do|then|else)\s)[ \t]*(while|until|for|done)\b/g;

/** The outermost loops of a script, in order. A loop without its `done` is left out. */
export function loopsOf(text: string): readonly ShellLoop[] {
  const code = withoutComments(text);
  const loops: ShellLoop[] = [];
  let depth = 0;
  let start = 0;
  for (const match of code.matchAll(LOOP_WORD)) {
    const at = match.index + match[0].length - (match[1]?.length ?? 0);
    if (match[1] !== 'done') {
      if (depth === 0) start = at;
      depth++;
    } else if (depth > 0) {
      depth--;
      if (depth === 0) loops.push({ text: code.slice(start, at), start });
    }
  }
  return loops;
}

/** The script with its comment lines blanked, every character at its place. */
export function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, comment => ' '.repeat(comment.length));
}

/** Whether a command of this name can be in a text, at the begin of a command. */
export function hasCommand(text: string, name: string): boolean {
  return new RegExp(
    `(?:^|[;\\n&|({!\`]|\\b(?:do|then|else|while|until|if)\\s)[ \\t]*${name}(?=[\\s;]|$)`,
  ).test(text);
}
