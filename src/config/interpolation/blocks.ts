/** Finding `$[[ … ]]` in texts (gitlabhq, `config/interpolation/template.rb`). */

export interface Block {
  /** The whole text of the block, brackets included, and where it starts. */
  readonly text: string;
  readonly start: number;
  /** What stands between the brackets, without the white space around it. At least two characters. */
  readonly data: string;
}

export const BLOCK_PREFIX = '$[[';

/**
 * All blocks of a text, as `\$\[\[\s*(\S.*?\S)\s*\]\]` finds them. Content may not contain a line break, but white
 * space next to the brackets may. Linear in the text.
 */
export function findBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let from = text.indexOf(BLOCK_PREFIX);
  let close = -1;
  while (from !== -1) {
    const start = skipSpace(text, from + BLOCK_PREFIX.length);
    close = Math.max(close, start + 2);
    close = text.indexOf(']]', close);
    if (close === -1) break;
    const block = closeBlock(text, from, start, close);
    if (block !== null) blocks.push(block);
    from = text.indexOf(BLOCK_PREFIX, block === null ? from + 1 : from + block.text.length);
    close = -1;
  }
  return blocks;
}

function closeBlock(text: string, from: number, start: number, close: number): Block | null {
  for (let at = close; at !== -1; at = text.indexOf(']]', at + 1)) {
    const end = trimEnd(text, start, at);
    const data = text.slice(start, end);
    if (data.includes('\n')) return null;
    if (data.length >= 2) return { text: text.slice(from, at + 2), start: from, data };
  }
  return null;
}

function skipSpace(text: string, at: number): number {
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

/** What Ruby's `\s` matches. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
