import { join } from 'node:path';
import { type CorpusEntry, readCorpus } from '../../../scripts/corpus.js';
import { fixFiles, lintFiles } from '../../../src/api/lint-files.js';
import { Source } from '../../../src/syntax/source.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';
import { behaviourChanges } from '../../rules/same-behaviour.js';
import type { Family, Verdict } from '../family.js';

/**
 * Safe fixes of real configurations: what comes out parses, a second run changes nothing, the jobs are proven to behave as before, and no
 * comment is lost.
 */
function* verdicts(oracle: string): Generator<Verdict> {
  for (const entry of readCorpus(join(oracle, '../corpus')))
    yield { id: entry.name, disagreement: fault(entry) };
}

function fault({ root, files }: CorpusEntry): string | null {
  const fixed = fixFiles(files, 'safe', { root });
  const after = { ...files, ...Object.fromEntries(fixed.texts) };
  const again = fixFiles(after, 'safe', { root });
  if (again.texts.size > 0) return `a second run changes ${[...again.texts.keys()].join(', ')}`;
  for (const [path, text] of fixed.texts) {
    const lost = lostComments(files[path] ?? '', text);
    if (lost.length > 0) return `${path} loses the comments ${lost.join(' | ')}`;
    if (refusals(text) > refusals(files[path] ?? '')) return `${path} does not parse any more`;
  }
  const { config: before } = lintFiles(files, { root });
  const { config: now } = lintFiles(after, { root });
  if (!before.valid) return null;
  return fixed.texts.size === 0 ? null : (behaviourChanges(before, now)[0] ?? null);
}

function lostComments(before: string, after: string): string[] {
  const kept = new Map<string, number>();
  for (const text of comments(after)) kept.set(text, (kept.get(text) ?? 0) + 1);
  return comments(before).filter(text => {
    const count = kept.get(text) ?? 0;
    kept.set(text, count - 1);
    return count <= 0 && !text.includes('ci-lint-ignore');
  });
}

function comments(text: string): string[] {
  return parseYaml(new Source('ci.yml', text)).comments.map(comment => comment.text.trim());
}

function refusals(text: string): number {
  return parseYaml(new Source('ci.yml', text)).problems.filter(({ refused }) => refused).length;
}

export const family: Family = { name: 'corpus-fix', verdicts };
