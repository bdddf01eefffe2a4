import { join } from 'node:path';
import { Source } from '../../../src/syntax/source.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';

interface ConfigRecord {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly kinds: readonly string[];
  readonly errors: readonly string[];
}

/** What is refused when a root file is read as YAML, and not for what it holds. */
const readingKinds = /^yaml\.(?!empty$|not-a-hash$)/;

/** What GitLab prints for a root file that is no YAML to it, to the letter; null where it can read the file. */
async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  for await (const { id, files, kinds, errors } of readJsonLines<ConfigRecord>(
    join(oracle, 'configs.jsonl'),
  )) {
    const theirs = kinds.some(kind => readingKinds.test(kind)) ? (errors[0] ?? null) : null;
    const { problems } = parseYaml(new Source('.gitlab-ci.yml', files['.gitlab-ci.yml'] ?? ''));
    const ours = problems.find(problem => problem.refused)?.gitlabMessage ?? null;
    yield { id, disagreement: ours === theirs ? null : `GitLab says ${theirs}, we ${ours}` };
  }
}

export const family: Family = { name: 'yaml-refusals', verdicts };
