import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { parseScenario } from '../../../src/pipeline/scenario/parse-scenario.js';
import { runScenario } from '../../../src/pipeline/scenario/run-scenario.js';
import type { Family, Verdict } from '../family.js';

/** GitLab's processing cases are scenario files, so they run as such. */
function* verdicts(oracle: string): Generator<Verdict> {
  const folder = join(oracle, 'processing');
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith('.yml'))
      yield { id: file, disagreement: playCase(readFileSync(join(folder, file), 'utf8')) };
  }
}

function playCase(text: string): string | null {
  const parsed = parseScenario('case.yml', text);
  if (!parsed.ok) return parsed.problems.map(({ message }) => message).join('; ');
  const { config } = parsed.scenario;
  if (config.kind === 'file') return 'the case has no configuration';
  const resolved = resolveConfig({
    root: '.gitlab-ci.yml',
    files: memoryFiles({ '.gitlab-ci.yml': config.text }),
  });
  const failures = runScenario(resolved, parsed.scenario);
  if (failures.length === 0) return null;
  return failures
    .map(({ step, path, expected, actual }) => `${step}: ${path} ${expected}, we ${actual}`)
    .join('; ');
}

export const family: Family = { name: 'processing', verdicts };
