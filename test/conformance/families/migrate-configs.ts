import { join } from 'node:path';
import { migrationFault } from '../../migration/migration-fault.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';

interface Line {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The configurations that GitLab's answers are about, odd ones and refused ones too, in the proposed syntax: jobs say what the
 * translation table asks for, a second run changes nothing, and no comment is lost.
 */
async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  for (const file of ['configs.jsonl', 'pipelines.jsonl']) {
    for await (const { id, files } of readJsonLines<Line>(join(oracle, file))) {
      yield { id, disagreement: migrationFault('.gitlab-ci.yml', files) };
    }
  }
}

export const family: Family = { name: 'migrate-configs', verdicts };
