import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderSettings } from '../../src/cli/init/starter-settings.js';
import { loadSettings } from '../../src/settings/load-settings.js';

const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
const [, example = ''] = /```yaml\n(# yaml-language[\s\S]+?)```/.exec(page) ?? [];

test.each([
  ['the example of the page', example],
  ['what init writes', renderSettings()],
])('%s is valid', async (_, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'ci-lint-page-'));
  try {
    writeFileSync(join(folder, 'ci-lint.config.yaml'), text);
    const { settings } = await loadSettings(join(folder, 'ci-lint.config.yaml'));
    expect(settings.preset).toBeDefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
