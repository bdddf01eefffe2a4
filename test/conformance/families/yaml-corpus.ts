import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { globSync } from 'tinyglobby';
import { isAlias, isMap, isScalar, isSeq, type Node as LibraryNode, parseDocument } from 'yaml';
import type { Node } from '../../../src/syntax/node.js';
import { Source } from '../../../src/syntax/source.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';
import { splitDocuments } from '../../../src/syntax/yaml/split-documents.js';
import type { Family, Verdict } from '../family.js';

/** A tree as lists of scalar texts: what a YAML reader sees before it gives scalars their types. */
type Shape = string | null | readonly Shape[];

function ourShape(node: Node | null): Shape {
  switch (node?.kind) {
    case 'scalar':
      return node.raw;
    case 'alias':
      return `*${node.name}`;
    case 'sequence':
      return node.items.map(ourShape);
    case 'mapping':
      return node.pairs.map(({ key, value }) => [ourShape(key), ourShape(value)]);
    default:
      return '';
  }
}

function theirShape(node: unknown): Shape {
  if (isScalar(node)) return node.source ?? '';
  if (isAlias(node)) return `*${node.source}`;
  if (isSeq(node)) return node.items.map(theirShape);
  if (isMap(node)) return node.items.map(pair => [theirShape(pair.key), theirShape(pair.value)]);
  return '';
}

/**
 * Real files: GitLab can read them, and where the `yaml` package can too, it sees the same. They are given a last line
 * break where they have none, because libyaml alone leaves it out of a block scalar then.
 */
function* verdicts(oracle: string): Generator<Verdict> {
  const corpus = join(oracle, '../corpus');
  if (!existsSync(corpus)) return;
  for (const file of globSync('**/*.{yml,yaml}', { cwd: corpus, absolute: true, dot: true }).sort()) {
    yield {
      id: relative(corpus, file),
      disagreement: compare(readFileSync(file, 'utf8').replace(/\n?$/, '\n')),
    };
  }
}

function compare(text: string): string | null {
  const { documents, problems } = parseYaml(new Source('ci.yml', text));
  const refusal = problems.find(problem => problem.refused);
  if (refusal !== undefined) return `we refuse it: ${refusal.gitlabMessage}`;
  for (const [index, { start, end }] of splitDocuments(text).entries()) {
    const theirs = parseDocument(text.slice(start, end), {
      version: '1.1',
      uniqueKeys: false,
      logLevel: 'silent',
    });
    if (theirs.errors.length > 0) continue;
    const ourText = JSON.stringify(ourShape(documents[index]?.contents ?? null));
    const theirText = JSON.stringify(theirShape(theirs.contents as LibraryNode | null));
    if (ourText !== theirText) return firstDifference(ourText, theirText);
  }
  return null;
}

function firstDifference(ours: string, theirs: string): string {
  let at = 0;
  while (ours[at] === theirs[at]) at++;
  const from = Math.max(0, at - 40);
  return `yaml reads ${theirs.slice(from, at + 80)}, we ${ours.slice(from, at + 80)}`;
}

export const family: Family = { name: 'yaml-corpus', verdicts };
