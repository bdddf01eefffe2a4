import { cosmiconfig } from 'cosmiconfig';
import { SettingsError } from './settings.js';

/** What a settings file holds, unchecked; null when it is empty. @throws SettingsError when it cannot be read. */
export async function readSettings(path: string): Promise<unknown> {
  const loaders = { '.ts': loadTypeScript, '.mts': loadTypeScript };
  const explorer = cosmiconfig('ci-lint', { searchStrategy: 'none', loaders });
  try {
    return (await explorer.load(path))?.config ?? null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError([`${path} cannot be read:`, ...reason.split('\n').map(line => `  ${line}`)]);
  }
}

/** Through jiti, because not every Node that we support runs TypeScript. */
async function loadTypeScript(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url, { moduleCache: false }).import(path, { default: true });
}
