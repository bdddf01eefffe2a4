import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cosmiconfig } from 'cosmiconfig';
import { explainErrors, explainFaults, type ReadSettings } from './explain-errors.js';
import { explainUnreadable } from './explain-unreadable.js';
import { projectFaults } from './project.js';
import { type Settings, SettingsError } from './settings.js';
import { validateSettings } from './validate-settings.generated.js';

const NAME = 'ci-lint';

/** @throws SettingsError when the file cannot be read, or holds what the schema does not allow. */
export async function readSettings(path: string): Promise<Settings> {
  const value = (await loadValue(path)) ?? {};
  const text = /\.[cm]?[jt]s$/.test(path) ? null : readFileSync(path, 'utf8');
  const inText = basename(path) === 'package.json' ? [NAME] : [];
  return checkSettings({ path, text, inText, value });
}

function checkSettings(file: ReadSettings): Settings {
  if (!validateSettings(file.value)) {
    throw new SettingsError(explainErrors(file, validateSettings.errors ?? []));
  }
  // Checked right here: what passes the schema has this type.
  const settings = file.value as Settings;
  const faults = projectFaults(settings);
  if (faults.length > 0) throw new SettingsError(explainFaults(file, faults));
  return settings;
}

/** Null when the file is empty. */
async function loadValue(path: string): Promise<unknown> {
  const loaders = {
    '.js': loadJavaScript,
    '.mjs': loadJavaScript,
    '.cjs': loadJavaScript,
    '.ts': loadTypeScript,
    '.mts': loadTypeScript,
  };
  const explorer = cosmiconfig(NAME, { searchStrategy: 'none', loaders });
  try {
    return (await explorer.load(path))?.config ?? null;
  } catch (error) {
    throw new SettingsError(explainUnreadable(path, error));
  }
}

async function loadJavaScript(path: string): Promise<unknown> {
  const module: { readonly default?: unknown } = await import(pathToFileURL(path).href);
  return module.default;
}

/** Through jiti, because not every Node that we support runs TypeScript. */
async function loadTypeScript(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url, { moduleCache: false }).import(path, { default: true });
}
