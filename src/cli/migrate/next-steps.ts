/** The last words of `migrate`: what no GitLab does yet, and what to do now. */
import { join } from 'node:path';
import { dialectOf } from '../../config/dialect.js';
import { pathFrom } from '../lint/display-path.js';
import type { MigratedRepository } from './migrate-repository.js';
import type { RenderFlags } from './render-migration.js';
import { outdatedFiles } from './write-migrated.js';

/** Paragraphs. `written`: how many files were written; null when none was to be. */
export function nextSteps(
  repositories: readonly MigratedRepository[],
  flags: RenderFlags,
  { cwd, written }: { readonly cwd: string; readonly written: number | null },
): string[] {
  const lines: string[] = [];
  if (written === null) lines.push(...pendingFiles(repositories, flags, cwd));
  else lines.push(written === 0 ? 'There was nothing to write.' : `${files(written)} written.`);
  if (flags.target !== 'proposed' || !repositories.some(migratesAny)) return lines;
  const unmarked = written === null ? [] : unmarkedRoots(repositories, cwd);
  if (unmarked.length > 0) {
    const roots = unmarked.join(', ');
    lines.push(
      `ci-lint has to know the syntax: put \`# ci-lint-dialect: proposed\` at the top of ${roots}, or \`dialect: proposed\` into the settings.`,
    );
  }
  return [...lines, ...PROPOSED];
}

function pendingFiles(
  repositories: readonly MigratedRepository[],
  flags: RenderFlags,
  cwd: string,
): readonly string[] {
  const pending = repositories.flatMap(repository =>
    outdatedFiles(repository, flags, cwd).map(({ path, folder }) => pathFrom(cwd, join(folder, path))),
  );
  if (pending.length === 0) return [];
  if (flags.check === true) return [`${files(pending.length)} would change: ${pending.join(', ')}.`];
  return [`Nothing was written; \`--write\` writes ${files(pending.length)}, or pipe this to \`git apply\`.`];
}

function unmarkedRoots(repositories: readonly MigratedRepository[], cwd: string): readonly string[] {
  return repositories.flatMap(({ root, configurations, files: own }) =>
    configurations.flatMap(({ path, answer }) => {
      const text = own.find(file => file.path === path)?.after ?? '';
      const isNew = answer.kind === 'migrated' && dialectOf(text) !== 'proposed';
      return isNew ? [pathFrom(cwd, join(root, path))] : [];
    }),
  );
}

const PROPOSED = [
  "No GitLab runs the proposed syntax: it is a design document of GitLab's. To use it today, write in it and let a commit hook write what GitLab runs:",
  '`ci-lint migrate --to current --root proposed --output-folder . proposed/.gitlab-ci.yml`',
];

function migratesAny({ configurations }: MigratedRepository): boolean {
  return configurations.some(({ answer }) => answer.kind === 'migrated');
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
