import type { Range } from '../range.js';

/** GitLab reads a header and a configuration; the rest of the text stays with the last document. */
const maxDocuments = 2;

/**
 * The parts of a text that GitLab parses one by one: it splits at `---` with white space behind it at the start of a
 * line, whatever YAML thinks of that line, into at most three parts (gitlabhq,
 * lib/gitlab/config/loader/multi_doc_yaml.rb). Dividers belong to no part.
 */
export function splitDocuments(text: string): readonly Range[] {
  const parts: Range[] = [];
  let start = 0;
  let from = 0;
  while (parts.length < maxDocuments) {
    const at = text.startsWith('---', from) && from === 0 ? 0 : nextDivider(text, from);
    if (at < 0) break;
    const end = skipSpace(text, at + 3);
    from = at + 3;
    if (end === at + 3) continue;
    parts.push({ start, end: at });
    start = end;
    from = Math.max(end - 1, from);
  }
  parts.push({ start, end: text.length });
  return parts;
}

function nextDivider(text: string, from: number): number {
  const at = text.indexOf('\n---', from);
  return at < 0 ? -1 : at + 1;
}

/** Passes over what Ruby's `\s` matches. */
function skipSpace(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && !(code >= 9 && code <= 13)) return at;
    at++;
  }
}
