/** The examples of the design document and of texts around it, migrated: as tests, and as docs/migration-examples.md. `UPDATE_PAGES=1` writes the page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { describeStory } from '../../src/cli/migrate/replay.js';
import { memoryFiles } from '../../src/config/files.js';
import { type MigrationAnswer, migrateConfig } from '../../src/migration/migrate-config.js';
import type { Counterexample } from '../../src/pipeline/compare/comparison.js';
import { renderDiff } from '../../src/reporters/diff.js';
import { PLAIN_STYLE } from '../../src/reporters/style.js';
import { ROOT } from './migrate-text.js';
import { SEED_DOCUMENTS, type SeedDocument, type SeedExample } from './seed-examples.js';

const PAGE = 'docs/migration-examples.md';

type Migrated = Extract<MigrationAnswer, { kind: 'migrated' }>;

function migrated({ text, from }: SeedExample, preserve = false): Migrated {
  const answer = migrateConfig({
    options: { root: ROOT, files: memoryFiles({ [ROOT]: text }) },
    target: from === 'current' ? 'proposed' : 'current',
    from,
    preserve,
  });
  if (answer.kind !== 'migrated') throw new Error(`it is ${answer.kind}`);
  return answer;
}

describe.each(SEED_DOCUMENTS)('$title', ({ examples }) => {
  test.each(examples)('$title', example => {
    const { comparison, after } = migrated(example).migration;
    expect(after.valid).toBe(true);
    const changed = comparison.jobs.flatMap(finding =>
      finding.verdict === 'preserved'
        ? []
        : [
            [
              finding.job,
              finding.verdict === 'changed' ? (finding.counterexample.hazard ?? 'text') : 'unproven',
            ],
          ],
    );
    expect(Object.fromEntries(changed)).toEqual(example.expected);
  });
});

const HEAD = `# Examples of migrations

<!-- Written by test/migration/seed-examples.test.ts: UPDATE_PAGES=1 npx vitest run test/migration/seed-examples -->

The examples of GitLab's design document "Future of CI Pipeline Processing", of two feature requests around it and of an article on manual
jobs, in short. Those in the syntax of today are migrated to the proposed one, the others back. No GitLab runs the
proposed syntax. [migration.md](migration.md) explains the hazards, H1 to H7.
`;

function page(): string {
  return [HEAD, ...SEED_DOCUMENTS.map(section)].join('\n');
}

function section({ title, examples }: SeedDocument): string {
  return [`## ${title}\n`, ...examples.map(show)].join('\n');
}

function show(example: SeedExample): string {
  const answer = migrated(example);
  const { migration, repairs } = answer;
  const [before, after] = example.from === 'current' ? ['today', 'as proposed'] : ['as proposed', 'today'];
  const diff = diffOf(answer);
  return [
    `### ${example.title}\n`,
    `${example.about}\n`,
    ...(diff === '' ? [block('yaml', example.text), 'The text stays as it is.\n'] : [block('diff', diff)]),
    ...migration.notes.map(({ message }) => `> ${message}\n`),
    `| job | verdict | where it differs | ${before} | ${after} |`,
    '| --- | --- | --- | --- | --- |',
    ...migration.comparison.jobs.map(finding =>
      finding.verdict === 'changed'
        ? row(finding.job, finding.counterexample)
        : `| \`${finding.job}\` | ${finding.verdict} | | | |`,
    ),
    ...pipelineRow(migration.comparison.pipeline, migration.comparison.verdict),
    '',
    ...repairs
      .filter(({ helps }) => helps)
      .flatMap(({ jobs, description }) => [
        `With \`--preserve\`, ${jobs.map(job => `\`${job}\``).join(', ')} stays as it is, by ${description}:\n`,
        block('diff', diffOf(migrated(example, true))),
      ]),
  ].join('\n');
}

function row(job: string, counterexample: Counterexample): string {
  const { hazard, differences } = counterexample;
  const own = differences.find(difference => difference.job === job) ?? differences[0];
  const verdict = `changed${hazard === null ? '' : `, ${hazard}`}`;
  return `| \`${job}\` | ${verdict} | ${describeStory(counterexample)} | ${own?.before} | ${own?.after} |`;
}

/** Told where no job changes and the pipeline does. */
function pipelineRow(pipeline: Migrated['migration']['comparison']['pipeline'], verdict: string): string[] {
  if (pipeline.verdict !== 'changed' || verdict !== 'changed') return [];
  const { counterexample } = pipeline;
  const own = counterexample.differences.find(({ job }) => job === null);
  const hazard = counterexample.hazard === null ? '' : `, ${counterexample.hazard}`;
  return [
    `| the pipeline | changed${hazard} | ${describeStory(counterexample)} | ${own?.before} | ${own?.after} |`,
  ];
}

/** Without the names of the files. */
function diffOf({ migration }: Migrated): string {
  const changes = migration.files.map(({ source, text }) => ({
    path: 'x',
    before: source.text,
    after: text,
  }));
  return renderDiff(changes, PLAIN_STYLE).split('\n').slice(2).join('\n');
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\`\`\`\n`;
}

it('is shown on a page', () => {
  const text = page();
  if (process.env.UPDATE_PAGES === '1') writeFileSync(PAGE, text);
  expect(readFileSync(PAGE, 'utf8')).toBe(text);
});
