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
  const nextClose = seek(text, ']]');
  const nextBreak = seek(text, '\n');
  let trimmed = { close: -1, end: -1 };
  let from = text.indexOf(BLOCK_PREFIX);
  while (from !== -1) {
    const start = skipSpace(text, from + BLOCK_PREFIX.length);
    const lineEnd = nextBreak(start);
    let block: Block | null = null;
    for (let close = nextClose(start + 2); block === null; close = nextClose(close + 1)) {
      if (close === text.length) return blocks;
      if (close !== trimmed.close) trimmed = { close, end: trimEnd(text, close) };
      const { end } = trimmed;
      if (end > lineEnd) break;
      if (end - start < 2) continue;
      block = { text: text.slice(from, close + 2), start: from, data: text.slice(start, end) };
    }
    if (block !== null) blocks.push(block);
    from = text.indexOf(BLOCK_PREFIX, block === null ? from + 1 : from + block.text.length);
  }
  return blocks;
}

/** Finds the next place of `wanted`, the end of the text if there is none; for offsets that grow. */
function seek(text: string, wanted: string): (from: number) => number {
  let found = -1;
  return from => {
    if (found < from) {
      found = text.indexOf(wanted, from);
      if (found === -1) found = text.length;
    }
    return found;
  };
}

function skipSpace(text: string, at: number): number {
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function trimEnd(text: string, end: number): number {
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

/** What Ruby's `\s` matches. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
