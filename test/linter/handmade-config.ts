import { UNKNOWN_PROJECT } from '../../src/conditions/project.js';
import type { Config, ConfigFile } from '../../src/config/config.js';
import { memoryFiles } from '../../src/config/files.js';
import type { ConfigProblem, Place } from '../../src/config/problem.js';
import type { Mapping } from '../../src/config/value.js';
import { Source } from '../../src/syntax/source.js';
import type { SyntaxProblem } from '../../src/syntax/yaml/stream.js';

const EMPTY = new Source('empty', '');
const NOTHING: Mapping = {
  kind: 'mapping',
  entries: new Map(),
  node: { kind: 'mapping', flow: true, pairs: [], source: EMPTY, start: 0, end: 0 },
};

/** A file whose comments are what follows ` #` in its lines. */
export function handmadeFile(path: string, text: string, more: Partial<ConfigFile> = {}): ConfigFile {
  const source = new Source(path, text);
  const comments = [...text.matchAll(/#([^\n]*)/g)].map(match => ({
    text: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
  const stream = { source, documents: [], comments, problems: [] };
  return { path, stream, includedBy: null, local: true, ...more };
}

/** A configuration of nothing but files and problems. */
export function handmadeConfig(files: readonly ConfigFile[], more: Partial<Config> = {}): Config {
  return {
    dialect: 'current',
    project: UNKNOWN_PROJECT,
    root: files[0]?.path ?? 'none',
    files,
    valid: true,
    complete: true,
    unresolved: [],
    problems: [],
    merged: NOTHING,
    stages: [],
    hidden: new Map(),
    definitions: [],
    jobs: [],
    variables: new Map(),
    workflow: null,
    options: { root: 'none', files: memoryFiles({}) },
    parent: null,
    ...more,
  };
}

/** The first place of a word in a file. */
export function placeOf({ stream: { source } }: ConfigFile, word: string): Place {
  const start = source.text.indexOf(word);
  if (start === -1) throw new Error(`${source.path} has no ${word}.`);
  return { source, start, end: start + word.length };
}

export function handmadeProblem(kind: string, at: Place, rejected = true): ConfigProblem {
  return { kind, rejected, gitlabMessage: `${kind} in GitLab's words`, at, data: {} };
}

export function withSyntaxProblem(file: ConfigFile, problem: SyntaxProblem): ConfigFile {
  return { ...file, stream: { ...file.stream, problems: [...file.stream.problems, problem] } };
}
