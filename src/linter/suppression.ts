/**
 * Comments that silence rules:
 * `# ci-lint-ignore rule-a, rule-b -- why` for its own line, or for the next one when it stands alone,
 * `# ci-lint-ignore-file rule-a -- why` for the file.
 */
import type { Place } from '../config/problem.js';
import type { Comment } from '../syntax/node.js';
import type { Source } from '../syntax/source.js';
import type { YamlStream } from '../syntax/yaml/stream.js';

/** One rule id in an ignore comment. */
export interface IgnoredRule {
  readonly ruleId: string;
  readonly at: Place;
}

export interface UnknownRule extends IgnoredRule {
  readonly near: string | null;
}

/** An ignore comment, and what it did in a run. */
export interface Suppression {
  readonly source: Source;
  /** The whole comment, from `#` to the end of its line. */
  readonly at: Place;
  /** The line it silences, from 1; null for the whole file. */
  readonly line: number | null;
  readonly rules: readonly IgnoredRule[];
  /** The text after `--`, trimmed; null without one. */
  readonly reason: string | null;
  /** Rules of the comment that silenced nothing although they ran. Empty until the run ends. */
  readonly unused: readonly IgnoredRule[];
  /** Rules of the comment that do not exist, with the one that was probably meant. */
  readonly unknown: readonly UnknownRule[];
}

const MARK = 'ci-lint-ignore';
const FILE_MARK = 'ci-lint-ignore-file';
const RULE_ID = /[^\s,]+/g;

/** The ignore comments of a stream, in order. Text in block scalars is no comment, so a script's own comments are not read. */
export function findSuppressions(stream: YamlStream): Suppression[] {
  const found: Suppression[] = [];
  for (const comment of stream.comments) {
    const suppression = comment.text.includes(MARK) ? parseSuppression(stream, comment) : null;
    if (suppression !== null) found.push(suppression);
  }
  return found;
}

function parseSuppression({ source }: YamlStream, comment: Comment): Suppression | null {
  const lead = comment.text.length - comment.text.trimStart().length;
  const text = comment.text.slice(lead);
  const mark = text.startsWith(FILE_MARK) ? FILE_MARK : MARK;
  if (!text.startsWith(mark) || !/^[\s,]?$/.test(text.charAt(mark.length))) return null;
  const dashes = text.indexOf('--', mark.length);
  const list = text.slice(mark.length, dashes === -1 ? undefined : dashes);
  const listStart = comment.start + 1 + lead + mark.length;
  const rules: IgnoredRule[] = [];
  for (const match of list.matchAll(RULE_ID)) {
    const start = listStart + match.index;
    rules.push({ ruleId: match[0], at: { source, start, end: start + match[0].length } });
  }
  const reason = dashes === -1 ? '' : text.slice(dashes + 2).trim();
  return {
    source,
    at: { source, start: comment.start, end: comment.end },
    line: mark === FILE_MARK ? null : silencedLine(source, comment),
    rules,
    reason: reason === '' ? null : reason,
    unused: [],
    unknown: [],
  };
}

/** A comment after text silences its own line; one that stands alone the next line that is neither empty nor a comment. */
function silencedLine(source: Source, comment: Comment): number {
  const { line, column } = source.positionAt(comment.start);
  if (
    source
      .lineText(line)
      .slice(0, column - 1)
      .trim() !== ''
  )
    return line;
  let next = line + 1;
  while (next <= source.lineStarts.length && /^\s*(#|$)/.test(source.lineText(next))) next++;
  return next;
}
