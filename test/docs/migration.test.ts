/** docs/migration.md: its commands print what it shows, and its examples do what it says. `UPDATE_PAGES=1` writes what happens. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, test } from 'vitest';
import { describeStory } from '../../src/cli/migrate/replay.js';
import { memoryFiles } from '../../src/config/files.js';
import { migrateConfig } from '../../src/migration/migrate-config.js';
import { composePipeline } from '../../src/pipeline/compose.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import { startSimulation } from '../../src/pipeline/simulation.js';
import { configOf } from '../pipeline/configuration.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const page = join(root, 'docs/migration.md');
const text = readFileSync(page, 'utf8');
const COMMAND = /```console\n\$ npx ci-lint (.*)\n([\s\S]*?)```/g;
/** A hazard, its example, and what is told of it. */
const HAZARD = /### (H\d)\n((?:(?!\n##)[\s\S])*?)```yaml\n([\s\S]*?)```\n(\n```text\n[\s\S]*?```\n)?/g;

function run(line: string): string {
  const args = [join(root, 'dist/cli.js'), ...line.split(' ')];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return stdout;
}

/** One line for each job that the example changes. */
function outcome(yaml: string): { readonly hazards: readonly string[]; readonly told: string } {
  const isProposed = yaml.includes('ci-lint-dialect: proposed');
  const answer = migrateConfig({
    options: { root: 'ci.yml', files: memoryFiles({ 'ci.yml': yaml }) },
    target: isProposed ? 'current' : 'proposed',
    from: null,
    preserve: false,
  });
  if (answer.kind !== 'migrated') throw new Error(`it is ${answer.kind}`);
  const [was, is] = isProposed ? ['as proposed', 'today'] : ['today', 'as proposed'];
  const hazards: string[] = [];
  const lines = answer.migration.comparison.jobs.flatMap(finding => {
    if (finding.verdict !== 'changed') return [];
    const { counterexample, job } = finding;
    const own = counterexample.differences.find(difference => difference.job === job);
    hazards.push(counterexample.hazard ?? 'none');
    const story = describeStory(counterexample).replaceAll('`', '');
    return [`${job}: ${was} ${own?.before}, ${is} ${own?.after} (${story})`];
  });
  return { hazards, told: lines.join('\n') };
}

if (process.env.UPDATE_PAGES === '1') {
  it('is written anew', () => {
    const commands = text.replace(
      COMMAND,
      (_, line: string) => `\`\`\`console\n$ npx ci-lint ${line}\n${run(line)}\`\`\``,
    );
    const all = commands.replace(
      HAZARD,
      (_, id: string, before: string, yaml: string) =>
        `### ${id}\n${before}\`\`\`yaml\n${yaml}\`\`\`\n\n\`\`\`text\n${outcome(yaml).told}\n\`\`\`\n`,
    );
    writeFileSync(page, all);
  });
}

test.each(
  [...readFileSync(page, 'utf8').matchAll(COMMAND)].map(([, line = '', shown = '']) => [line, shown]),
)('shows what `ci-lint %s` prints', (line, shown) => {
  expect(run(line)).toBe(shown);
});

test.each(
  [...readFileSync(page, 'utf8').matchAll(HAZARD)].map(([, id = '', , yaml = '', told = '']) => [
    id,
    yaml,
    told,
  ]),
)('tells of %s what happens', (id, yaml, told) => {
  const found = outcome(yaml);
  expect(found.hazards).toContain(id);
  expect(told).toBe(`\n\`\`\`text\n${found.told}\n\`\`\`\n`);
});

test('two jobs make a manual job for failures', () => {
  const [, yaml = ''] = /can be made of two jobs today[\s\S]*?```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  const { pipeline } = composePipeline(configOf(yaml), describeContext({}));
  if (pipeline === null) throw new Error('no pipeline');
  const afterSuccess = startSimulation(pipeline, 'current');
  expect(afterSuccess.fire({ event: 'success', jobs: ['build'] }).statuses.jobs.tell).toBe('skipped');
  const afterFailure = startSimulation(pipeline, 'current');
  afterFailure.fire({ event: 'drop', jobs: ['build'] });
  expect(afterFailure.fire({ event: 'success', jobs: ['failed'] }).statuses.jobs.tell).toBe('manual');
});
