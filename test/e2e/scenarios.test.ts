/** Plays every file of `scenarios` on the built program. `UPDATE=1` writes down what happened instead. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CLI, playScenario } from './scenario.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'scenarios');

describe.concurrent('scenarios', () => {
  test('the program is built (npm run build)', () => expect(existsSync(CLI)).toBe(true));

  for (const name of readdirSync(folder).sort()) {
    test(name, { timeout: 90_000 }, async ({ expect }) => {
      const file = join(folder, name);
      const text = readFileSync(file, 'utf8');
      const actual = await playScenario(text);
      if (process.env.UPDATE === '1') writeFileSync(file, actual);
      else expect(actual).toBe(text);
    });
  }
});
