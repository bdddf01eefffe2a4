import type { ConfigOptions } from '../../src/config/config.js';
import { memoryFiles } from '../../src/config/files.js';
import { migrate } from '../../src/migration/migrate.js';
import type { Migration } from '../../src/migration/migration.js';

export const ROOT = '.gitlab-ci.yml';

export function migration(
  text: string,
  files: Readonly<Record<string, string>> = {},
  options: Pick<ConfigOptions, 'foreign'> = {},
): Migration {
  return migrate({
    root: ROOT,
    files: memoryFiles({ [ROOT]: text, ...files }),
    target: 'proposed',
    ...options,
  });
}

/** The new text of the root file. */
export function migrated(text: string, files: Readonly<Record<string, string>> = {}): string {
  return textOf(migration(text, files));
}

export function textOf({ files }: Migration, path: string = ROOT): string {
  return files.find(({ source }) => source.path === path)?.text ?? '';
}
