/** Finds ci-lint's settings. What reads and checks them is loaded only when there are some. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nearestUpwards } from '../host/find-root.js';
import { SettingsError, type SettingsFile } from './settings.js';

const NAME = 'ci-lint';
const EXTENSIONS = ['json', 'yaml', 'yml', 'js', 'mjs', 'cjs', 'ts', 'mts'];

/** The names of settings files, the first one in a folder wins. */
export const SETTINGS_NAMES: readonly string[] = [
  ...EXTENSIONS.map(extension => `${NAME}.config.${extension}`),
  `.${NAME}rc`,
  ...EXTENSIONS.map(extension => `.${NAME}rc.${extension}`),
  'package.json',
];

/**
 * The settings that hold for a folder: those of the nearest folder upwards that has some, `top` at most.
 *
 * @throws SettingsError when there are settings that cannot be used.
 */
export async function findSettings(folder: string, top: string): Promise<SettingsFile> {
  let found: string | null = null;
  nearestUpwards(folder, candidate => {
    found = settingsIn(candidate);
    return found !== null || candidate === top;
  });
  return found === null ? { path: null, folder: top, settings: {} } : loadSettings(found);
}

/** @throws SettingsError when the file cannot be read or used. */
export async function loadSettings(path: string): Promise<SettingsFile> {
  if (!existsSync(path)) throw new SettingsError([`${path} does not exist.`]);
  const { readSettings } = await import('./read-settings.js');
  return { path, folder: dirname(path), settings: await readSettings(path) };
}

/** The settings file of a folder itself; a `package.json` counts when it has our key. */
function settingsIn(folder: string): string | null {
  let entries: Set<string>;
  try {
    entries = new Set(readdirSync(folder));
  } catch {
    return null;
  }
  const name = SETTINGS_NAMES.find(
    candidate =>
      entries.has(candidate) && (candidate !== 'package.json' || hasOurKey(join(folder, candidate))),
  );
  return name === undefined ? null : join(folder, name);
}

function hasOurKey(manifest: string): boolean {
  const text = readFileSync(manifest, 'utf8');
  if (!text.includes(`"${NAME}"`)) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && NAME in value;
  } catch {
    return false;
  }
}
