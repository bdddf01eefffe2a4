import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { type CorpusEntry, readCorpus } from '../../../scripts/corpus.js';
import { memoryFiles } from '../../../src/config/files.js';
import { renderResolved } from '../../../src/config/render.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { simulateConfig } from '../../../src/pipeline/simulation-report.js';
import type { Family, Verdict } from '../family.js';

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const isResolution = compile('resolution');
const isSimulation = compile('simulation');

/** What `resolve` and `simulate` print of real configurations fits the schemas that we ship. */
function* verdicts(oracle: string): Generator<Verdict> {
  for (const entry of readCorpus(join(oracle, '../corpus')))
    yield { id: entry.name, disagreement: misfit(entry) };
}

function misfit({ root, files }: CorpusEntry): string | null {
  const config = resolveConfig({ root, files: memoryFiles(files) });
  const simulate = (semantics: 'current' | 'both', source: string) =>
    simulateConfig(config, { context: { source }, events: [{ event: 'success', jobs: ['*'] }], semantics });
  return (
    misfitOf(isResolution, renderResolved(config)) ??
    misfitOf(isSimulation, simulate('current', 'push')) ??
    misfitOf(isSimulation, simulate('both', 'merge_request_event'))
  );
}

function misfitOf(validate: ValidateFunction, value: object): string | null {
  if (validate(JSON.parse(JSON.stringify(value)))) return null;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath} ${error?.message} ${JSON.stringify(error?.params)}`;
}

function compile(name: string): ValidateFunction {
  const path = new URL(`../../../schemas/${name}.schema.json`, import.meta.url);
  return ajv.compile(JSON.parse(readFileSync(path, 'utf8')));
}

export const family: Family = { name: 'machine-formats', verdicts };
