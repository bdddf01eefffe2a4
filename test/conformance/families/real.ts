import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryFiles } from '../../../src/config/files.js';
import { renderResolved } from '../../../src/config/render.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { type ConfigAnswer, compareConfig } from '../compare-config.js';
import type { Family, Verdict } from '../family.js';

interface RealAnswer extends Omit<ConfigAnswer, 'kinds'> {
  readonly repo: string;
  readonly root: string;
  /** Includes that could not be fetched; GitLab was given empty files for them. */
  readonly unresolved: readonly unknown[];
  /** True where GitLab's free edition refuses what the paid ones accept. */
  readonly premium?: boolean;
}

/** Configurations of real projects. Where includes are missing, GitLab's errors about what they would hold do not count. */
function* verdicts(oracle: string): Generator<Verdict> {
  const folder = join(oracle, 'real');
  for (const file of readdirSync(folder).sort()) {
    const answer = JSON.parse(readFileSync(join(folder, file), 'utf8')) as RealAnswer;
    const repository = join(oracle, '../corpus', file.replace(/\.json$/, ''));
    const id = file.replace(/\.json$/, '');
    yield { id, disagreement: compareReal(answer, repository) };
  }
}

function compareReal(answer: RealAnswer, repository: string): string | null {
  const ours = renderResolved(resolveConfig({ root: answer.root, files: folderFiles(repository) }));
  if (answer.premium) return null;
  const final = answer.unresolved.length === 0;
  if (ours.complete !== final) {
    return `GitLab could not read ${answer.unresolved.length} includes, we complete=${ours.complete}`;
  }
  if (!final && !answer.valid) {
    return ours.valid
      ? null
      : `may only lack an include, we ${ours.errors.map(error => error.message).join(' | ')}`;
  }
  if (answer.valid) return compareConfig({ ...answer, kinds: [] }, ours);
  return ours.valid ? `GitLab ${answer.errors.join(' | ')}, we valid` : null;
}

function folderFiles(root: string): RepositoryFiles {
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
  return {
    read(path) {
      const file = join(root, path);
      if (!existsSync(file)) return { ok: false, code: 'missing', reason: 'does not exist' };
      return { ok: true, text: readFileSync(file, 'utf8') };
    },
    list: () => names,
  };
}

export const family: Family = { name: 'real', verdicts };
