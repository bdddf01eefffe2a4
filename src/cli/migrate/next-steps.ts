/** The last words of `migrate`: what no GitLab does yet, and what to do now. */
import { join } from 'node:path';
import { dialectOf } from '../../config/dialect.js';
import { pathFrom } from '../lint/display-path.js';
import type { MigratedRepository } from './migrate-repository.js';
import type { RenderFlags } from './render-migration.js';
import { outdatedFiles, targetFolder } from './write-migrated.js';

/** Paragraphs. `written`: how many files were written; null when none was to be. */
export function nextSteps(
  repositories: readonly MigratedRepository[],
  flags: RenderFlags,
  { cwd, written }: { readonly cwd: string; readonly written: number | null },
): string[] {
  const lines: string[] = [];
  if (written === null) lines.push(...pendingFiles(repositories, flags, cwd));
  else lines.push(written === 0 ? 'There was nothing to write.' : `${files(written)} written.`);
  if (written !== null) lines.push(...syntaxAdvice(repositories, flags, cwd));
  const isShown = flags.target === 'proposed' && repositories.some(migratesAny);
  return isShown ? [...lines, ...PROPOSED] : lines;
}

/** What was written has to be read in its new syntax from now on. */
function syntaxAdvice(
  repositories: readonly MigratedRepository[],
  flags: RenderFlags,
  cwd: string,
): readonly string[] {
  const roots = unmarkedRoots(repositories, flags, cwd).join(', ');
  if (roots === '') return [];
  return flags.target === 'proposed'
    ? [
        `ci-lint has to know the syntax: put \`# ci-lint-dialect: proposed\` at the top of ${roots}, or \`dialect: proposed\` into the settings.`,
      ]
    : [
        `The settings say \`dialect: proposed\`: take it out there, or put \`# ci-lint-dialect: current\` at the top of ${roots}.`,
      ];
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

/** New texts that name no syntax, where the settings say another one. */
function unmarkedRoots(
  repositories: readonly MigratedRepository[],
  { target, outputFolder }: RenderFlags,
  cwd: string,
): readonly string[] {
  return repositories.flatMap(({ root, configurations, files: own }) =>
    configurations.flatMap(({ path, answer }) => {
      if (answer.kind !== 'migrated') return [];
      const { defaultDialect = 'current' } = answer.migration.before.options;
      // Settings may well say of another folder something else.
      const isRead = outputFolder !== undefined && target === 'current';
      const text = own.find(file => file.path === path)?.after ?? '';
      if (isRead || target === 'only-except' || defaultDialect === target || dialectOf(text) !== null)
        return [];
      return [pathFrom(cwd, join(targetFolder(root, outputFolder, cwd), path))];
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
