/** Lists of commands joined by `&&`, read from one line of shell. */

/**
 * The commands of a line that is nothing but `a && b && c`; null for any other line: one command, several lists, `||`, compound
 * commands, here-documents and lines whose quotes or brackets do not close.
 */
export function andList(line: string): readonly string[] | null {
  if (!line.includes('&&')) return null;
  const text = line
    .replace(/\\\r?\n/g, ' ')
    .replace(/&&[ \t]*\r?\n/g, '&& ')
    .trim();
  if (text.includes('\n') || text.includes('<<') || COMPOUND.test(text)) return null;
  const parts: string[] = [];
  const open: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    const quote = open.at(-1);
    if (quote === "'") {
      if (char === "'") open.pop();
    } else if (char === '\\') at++;
    else if (char === '$' && text[at + 1] === '(') {
      open.push(')');
      at++;
    } else if (char === '"' || char === '`') {
      if (quote === char) open.pop();
      else open.push(char);
    } else if (quote === '"' || quote === '`') continue;
    else if (char === "'") open.push(char);
    else if (char === '(') open.push(')');
    else if (char === '{' && /\s/.test(text[at + 1] ?? '')) return null;
    else if (char === ')') {
      if (open.pop() !== ')') return null;
    } else if (open.length > 0) continue;
    else if (char === '#' && /\s/.test(text[at - 1] ?? ' ')) return null;
    else if (char === ';' || (char === '|' && text[at + 1] === '|') || isBackground(text, at)) return null;
    else if (char === '&' && text[at + 1] === '&') {
      parts.push(text.slice(start, at).trim());
      start = at + 2;
      at++;
    }
  }
  parts.push(text.slice(start).trim());
  return open.length > 0 || parts.length < 2 || parts.includes('') ? null : parts;
}

const COMPOUND = /^(?:if|while|until|for|case|select|function|time|!|\[\[|\(\(|\{|\w+\s*\(\))(?=\s|$)/;

/** An `&` that is neither half of `&&` nor part of a redirection. */
function isBackground(text: string, at: number): boolean {
  if (text[at] !== '&') return false;
  const around = [text[at - 1] ?? '', text[at + 1] ?? ''];
  return !around.includes('&') && !around.some(char => char === '>' || char === '<');
}
