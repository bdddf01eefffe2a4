/** What stands below the options in the help of a command: paragraphs and lists of examples, fitted to the terminal. */
import type { Command } from 'commander';
import { wrap } from '../reporters/printable.js';

const MIN_WIDTH = 80;
const MAX_WIDTH = 120;
const MIN_COLUMN = 24;

/** For commander's `addHelpText`. */
export function fitted(text: string): (context: { readonly command: Command }) => string {
  return ({ command }) => fitHelp(text, command.configureOutput().getOutHelpWidth?.() ?? MIN_WIDTH);
}

/** Lines without an indent are paragraphs, which end at an empty line or with a sentence at the end of a line; others are examples. */
export function fitHelp(text: string, width: number): string {
  const room = Math.min(width, MAX_WIDTH);
  const lines: string[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    lines.push(...wrap(paragraph.join(' '), room));
    paragraph = [];
  };
  for (const line of text.split('\n')) {
    const isProse = /^\S/.test(line);
    if (isProse) paragraph.push(line);
    if (!isProse || line.endsWith('.')) endParagraph();
    if (!isProse) lines.push(...fitExample(line, room));
  }
  endParagraph();
  return lines.join('\n');
}

/** `  command    meaning`; the meaning is broken within its column, or goes below a long command. */
function fitExample(line: string, room: number): readonly string[] {
  if (line.length <= room) return [line];
  const [, command = '', gap = '', meaning = ''] = /^( *\S+(?: \S+)*)( {2,}|(?= *$))(.*)$/.exec(line) ?? [];
  if (meaning === '') return [line];
  const column = command.length + gap.length;
  if (room - column < MIN_COLUMN) return [command, ...wrap(meaning, room - 6).map(part => `      ${part}`)];
  return wrap(meaning, room - column).map((part, index) =>
    index === 0 ? command + gap + part : ' '.repeat(column) + part,
  );
}
