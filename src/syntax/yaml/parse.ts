/** YAML as GitLab reads it: libyaml's syntax, Psych's values, GitLab's documents and limits. */
import type { Comment, MappingNode, Node } from '../node.js';
import type { Source } from '../source.js';
import { composeFirstDocument } from './compose.js';
import { measure } from './deep-size.js';
import { describeRefusal } from './refusal.js';
import { scan } from './scanner.js';
import { splitDocuments } from './split-documents.js';
import type { SyntaxProblem, YamlDocument, YamlStream } from './stream.js';

/** Limits of an instance; the defaults are GitLab's. */
export interface YamlLimits {
  /** Bytes that one loaded document may take (`max_yaml_size_bytes`). */
  readonly maxBytes: number;
  /** Collections within collections, aliases followed (`max_yaml_depth`). */
  readonly maxDepth: number;
}

export const defaultLimits: YamlLimits = { maxBytes: 2 * 1024 * 1024, maxDepth: 100 };

/** No text of n characters loads into more than 64 × n bytes, unless it has aliases. */
const bytesPerCharacter = 64;

/**
 * Parses a source the way GitLab does: split into documents, of which each is parsed alone, and only up to its end.
 * Problems that GitLab refuses the text for come first, in GitLab's order. Cost is linear in the text.
 */
export function parseYaml(source: Source, limits: YamlLimits = defaultLimits): YamlStream {
  const documents: YamlDocument[] = [];
  const comments: Comment[] = [];
  const refused: SyntaxProblem[] = [];
  const tooBig: SyntaxProblem[] = [];
  const remarks: SyntaxProblem[] = [];
  for (const part of splitDocuments(source.text)) {
    const whole = part.start === 0 && part.end === source.text.length;
    const text = whole ? source.text : source.text.slice(part.start, part.end);
    const scanned = scan(text, part.start);
    const composed = composeFirstDocument(source, part.start, scanned, limits.maxDepth);
    documents.push({ contents: composed.contents, start: part.start, end: part.end });
    for (const comment of scanned.comments) comments.push(comment);
    const unreadable = findControlCharacter(text, part.start);
    if (unreadable !== null) refused.push(unreadable);
    if (composed.refusal !== null) refused.push(describeRefusal(composed.refusal, text, part.start));
    for (const problem of composed.problems) (problem.refused ? refused : remarks).push(problem);
    if (composed.refusal === null && composed.restAt < part.end) {
      remarks.push(ignoredRest(text, part.start, composed.restAt, part.end));
    }
    if (composed.contents === null) continue;
    findDuplicateKeys(composed.contents, remarks);
    if (composed.tooDeep !== null) {
      tooBig.push({ ...tooBigProblem(`nested deeper than ${limits.maxDepth} levels`), ...composed.tooDeep });
    } else if (composed.hasAliases || text.length * bytesPerCharacter > limits.maxBytes) {
      const size = measure(composed.contents);
      if (size.depth > limits.maxDepth || size.bytes > limits.maxBytes) {
        const { start, end } = composed.contents;
        tooBig.push({ ...tooBigProblem('too big once its aliases are followed'), start, end });
      }
    }
  }
  return { source, documents, comments, problems: [...refused, ...tooBig, ...remarks] };
}

function tooBigProblem(why: string): Omit<SyntaxProblem, 'start' | 'end'> {
  return {
    code: 'too-big',
    refused: true,
    message: `This YAML is ${why}.`,
    gitlabMessage: 'The parsed YAML is too big',
  };
}

/**
 * Psych stops after a first document, so what follows it in a part is never looked at. A byte order mark counts as a
 * column, and so ends the document at the next line that begins at the margin.
 */
function ignoredRest(text: string, base: number, start: number, end: number): SyntaxProblem {
  const problem: SyntaxProblem = {
    code: 'syntax',
    refused: false,
    message: 'GitLab ignores everything from here on, because the document ends above.',
    start,
    end,
  };
  if (text.charCodeAt(0) !== 0xfeff) return problem;
  return {
    ...problem,
    message: 'GitLab ignores everything from here on, because a byte order mark indents what stands above.',
    related: { start: base, end: base + 1 },
  };
}

const unreadableCharacter = /[^\t\n\r\x20-\x7e\x85\xa0-\ufffd]/;

function findControlCharacter(text: string, base: number): SyntaxProblem | null {
  const at = text.search(unreadableCharacter);
  if (at < 0) return null;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'syntax',
    refused: true,
    message: `The control character U+${code} is not allowed in YAML.`,
    gitlabMessage: '(<unknown>): control characters are not allowed at line 1 column 1',
    start: base + at,
    end: base + at + 1,
  };
}

/** Reports keys that a later pair of the same mapping overwrites. Merge keys add up, so they are no duplicates. */
function findDuplicateKeys(node: Node, problems: SyntaxProblem[]): void {
  if (node.kind === 'sequence') {
    for (const item of node.items) findDuplicateKeys(item, problems);
  } else if (node.kind === 'mapping') {
    if (node.pairs.length > 1) findDuplicatesIn(node, problems);
    for (const pair of node.pairs) {
      if (pair.value.kind !== 'scalar') findDuplicateKeys(pair.value, problems);
    }
  }
}

function findDuplicatesIn(mapping: MappingNode, problems: SyntaxProblem[]): void {
  const seen = new Map<string, Node>();
  for (const { key } of mapping.pairs) {
    const target = key.kind === 'alias' ? key.target : key;
    if (target?.kind !== 'scalar' || target.text === '<<') continue;
    const name = target.type === 'string' ? target.text : `${target.type} ${target.text}`;
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, key);
      continue;
    }
    problems.push({
      code: 'duplicate-key',
      refused: false,
      message: `The key ${target.text} is written twice here; GitLab takes the last one.`,
      start: key.start,
      end: key.end,
      related: { start: first.start, end: first.end },
    });
  }
}
