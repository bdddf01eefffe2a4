/** The `migrate` command: find the configurations, migrate each repository's, write or show what comes out. */
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import { openRepositories } from '../lint/open-repositories.js';
import { startProgress } from '../lint/progress.js';
import { findTargets } from '../lint/targets.js';
import type { Terminal } from '../terminal.js';
import { comparedIn } from './compared.js';
import { type MigrateFlags, targetOfFlags } from './flags.js';
import { type MigratedRepository, migrateRepository } from './migrate-repository.js';
import { reportMigration } from './migration-report.js';
import { renderMigration } from './render-migration.js';
import { outdatedFiles, writeMigrated } from './write-migrated.js';

export async function runMigrate(
  operands: readonly string[],
  flags: MigrateFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const target = targetOfFlags(flags);
  const { cwd, stdout, stderr } = terminal;
  const targets = findTargets(operands, { cwd, root: flags.root });
  const runs = await openRepositories(targets, { ...flags, inlineIgnores: true }, terminal, new Map());
  const progress = startProgress(targets.length, terminal, () => performance.now());
  const repositories = runs.map(run =>
    migrateRepository(run, { ...flags, target, cwd, onConfiguration: progress.step }),
  );
  progress.end();
  const problems = repositories.flatMap(({ problems: own }) => own.map(({ text }) => text));
  const isSound = problems.length === 0;
  const { written, problems: refused } = isSound
    ? await writeMigrated(repositories, flags, terminal)
    : { written: null, problems: [] };
  problems.push(...refused);
  if (flags.format === 'json')
    stdout.write(`${JSON.stringify(reportMigration(repositories, cwd), null, 2)}\n`);
  else if (isSound && refused.length === 0) {
    stdout.write(renderMigration(repositories, { ...flags, target }, written, terminal));
  }
  for (const problem of problems) stderr.write(`ci-lint: ${problem}\n`);
  if (problems.length > 0) return EXIT_CODE.failure;
  return isAsBefore(repositories, flags, cwd) ? EXIT_CODE.clean : EXIT_CODE.findings;
}

function isAsBefore(repositories: readonly MigratedRepository[], flags: MigrateFlags, cwd: string): boolean {
  return repositories.every(repository => {
    if (flags.check === true && outdatedFiles(repository, flags, cwd).length > 0) return false;
    return repository.configurations.every(
      ({ answer }) =>
        answer.kind !== 'migrated' ||
        comparedIn(answer.migration).every(({ comparison }) => comparison.verdict !== 'changed'),
    );
  });
}
