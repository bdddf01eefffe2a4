/** The last words of `migrate`: what no GitLab does yet, and what to do now. */
import { join } from 'node:path';
import { pathFrom } from '../lint/display-path.js';
import type { MigratedRepository } from './migrate-repository.js';
import type { RenderFlags } from './render-migration.js';
import { outdatedFiles } from './write-migrated.js';

export function nextSteps(
  repositories: readonly MigratedRepository[],
  flags: RenderFlags,
  cwd: string,
): string[] {
  const { target, check, write, outputFolder } = flags;
  const pending = repositories.flatMap(repository =>
    outdatedFiles(repository, flags, cwd).map(({ path }) => pathFrom(cwd, join(repository.root, path))),
  );
  const lines: string[] = [];
  const written = check !== true && (write === true || outputFolder !== undefined);
  const count = pending.length;
  if (written) lines.push(count === 0 ? 'Written.' : `${files(count)} not written.`);
  else if (count > 0 && check === true) lines.push(`${files(count)} would change: ${pending.join(', ')}.`);
  else if (count > 0)
    lines.push(`Nothing was written; --write writes ${files(count)}, or pipe this to git apply.`);
  if (target === 'proposed' && repositories.some(migratesAny)) lines.push(...PROPOSED);
  return lines;
}

const PROPOSED = [
  "No GitLab runs the proposed syntax: it is a design document of GitLab's. To use it today, write in it and let a",
  'commit hook write what GitLab runs: ci-lint migrate --to current --root proposed --output-folder .',
];

function migratesAny({ configurations }: MigratedRepository): boolean {
  return configurations.some(({ answer }) => answer.kind === 'migrated');
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
