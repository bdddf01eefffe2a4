import { dirname, join, resolve } from 'node:path';
import { pathInside } from '../../host/repository.js';
import { applySettings } from '../../settings/apply-settings.js';
import { findSettings, loadSettings } from '../../settings/load-settings.js';
import type { SettingsFile } from '../../settings/settings.js';
import type { Terminal } from '../terminal.js';
import { type SettingsOptions, settingsFlags } from './flags.js';
import { openRepository, type RepositoryRun } from './repository-run.js';
import type { Target } from './targets.js';

interface Group {
  readonly root: string;
  readonly settings: SettingsFile;
  readonly targets: Target[];
}

/** Targets by repository and by the settings that hold for them. `texts` stand for files, by absolute path. */
export async function openRepositories(
  targets: readonly Target[],
  flags: SettingsOptions,
  { cwd, stderr }: Terminal,
  texts: ReadonlyMap<string, string>,
): Promise<RepositoryRun[]> {
  const given = flags.config === undefined ? null : await loadSettings(resolve(cwd, flags.config));
  const folders = new Map<string, Promise<SettingsFile>>();
  const groups = new Map<string, Group>();
  for (const target of targets) {
    const folder = join(target.root, dirname(target.path));
    let found = folders.get(folder);
    if (found === undefined) {
      found = given === null ? findSettings(folder, topOf(target.root, cwd)) : Promise.resolve(given);
      folders.set(folder, found);
    }
    const settings = await found;
    const key = `${target.root}\0${settings.path}`;
    const group = groups.get(key) ?? { root: target.root, settings, targets: [] };
    groups.set(key, group);
    group.targets.push(target);
  }
  return [...groups.values()].map(({ root, settings, targets: own }) => {
    if (flags.debug === true) stderr.write(`ci-lint: ${root}: settings of ${settings.path ?? 'nobody'}\n`);
    const ownTexts = [...texts].flatMap(([file, text]): [string, string][] => {
      const path = pathInside(root, file);
      return path === null ? [] : [[path, text]];
    });
    return openRepository(root, own, applySettings(settings, root, settingsFlags(flags)), new Map(ownTexts));
  });
}

/** Settings are looked for up to the root of the repository, or to the working directory where that is further up. */
function topOf(root: string, cwd: string): string {
  return pathInside(cwd, root) === null ? root : cwd;
}
