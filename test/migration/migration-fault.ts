import type { Config } from '../../src/config/config.js';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { translateConfig } from '../../src/migration/migrate.js';
import { formDifferences } from './form-differences.js';
import { lostComments } from './lost-comments.js';

/** What the translation to the proposed syntax got wrong in the files of a repository; null when nothing. */
export function migrationFault(root: string, files: Readonly<Record<string, string>>): string | null {
  const before = resolveConfig({ root, files: memoryFiles(files) });
  const { files: migrated, notes } = translateConfig(before);
  const texts = {
    ...files,
    ...Object.fromEntries(migrated.map(({ source, text }) => [source.path, text])),
  };
  const again = translateConfig(resolveConfig({ root, files: memoryFiles(texts) }));
  const changed = again.files.filter(({ edits }) => edits.length > 0);
  if (changed.length > 0)
    return `a second run changes ${changed.map(({ source }) => source.path).join(', ')}`;
  for (const { source, text } of migrated) {
    const lost = lostComments(source.text, text);
    if (lost.length > 0) return `${source.path} loses the comments ${lost.join(' | ')}`;
  }
  if (notes.some(({ message }) => message.includes('has no form'))) return null;
  return wrongForms(before, resolveConfig({ root, files: memoryFiles(texts), dialect: 'proposed' }));
}

/** Where jobs do not say what the translation table asks for. */
export function wrongForms(before: Config, after: Config): string | null {
  if (!before.valid) return null;
  if (!after.valid)
    return `is refused then: ${after.problems.find(({ rejected }) => rejected)?.gitlabMessage}`;
  return formDifferences(before, after)[0] ?? null;
}
