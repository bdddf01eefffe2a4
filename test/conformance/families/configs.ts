import { join } from 'node:path';
import { memoryFiles } from '../../../src/config/files.js';
import { renderResolved } from '../../../src/config/render.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { type ConfigAnswer, compareConfig } from '../compare-config.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';

interface ConfigRecord extends ConfigAnswer {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
}

async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  for await (const record of readJsonLines<ConfigRecord>(join(oracle, 'configs.jsonl'))) {
    const config = resolveConfig({ root: '.gitlab-ci.yml', files: memoryFiles(record.files) });
    yield { id: record.id, disagreement: compareConfig(record, renderResolved(config)) };
  }
}

export const family: Family = { name: 'configs', verdicts };
