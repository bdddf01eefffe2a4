/** How wide a text is in the usual sans-serif fonts, without asking a browser. */

const NARROW = /[ijlI.,:;'|!()[\]{}/\\ ft`]/;
const WIDE = /[mwMWQO@%&]/;
const UPPER = /[A-Z_#=+<>~^]/;
const FULL = /[^\u0000-\u10ff\u2000-\u206f]/;
const COMBINING = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** In pixels, rather too wide than too narrow. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const char of text) ems += emsOf(char);
  return ems * fontSize;
}

function emsOf(char: string): number {
  if (NARROW.test(char)) return 0.32;
  if (WIDE.test(char)) return 0.9;
  if (UPPER.test(char)) return 0.68;
  if (char <= '~') return 0.58;
  if (COMBINING.test(char)) return 0;
  return FULL.test(char) ? 1.05 : 0.65;
}

/** Leaves out the middle of a text that is too wide: names of jobs differ at both ends. */
export function clipText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const chars = [...text];
  const budget = width - textWidth('…', fontSize);
  let [head, tail, used] = [0, chars.length, 0];
  while (head < tail) {
    const fromHead = head <= chars.length - tail;
    used += emsOf(chars[fromHead ? head : tail - 1] ?? '') * fontSize;
    if (used > budget) break;
    if (fromHead) head++;
    else tail--;
  }
  return `${chars.slice(0, head).join('')}…${chars.slice(tail).join('')}`;
}
