import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const readme = join(root, 'README.md');
const text = readFileSync(readme, 'utf8');
/** `UPDATE_PAGES=1` writes the README anew, as it does for the pages of rules. */
const update = process.env.UPDATE_PAGES === '1';
const BLOCK = /```console\n\$ npx ci-lint (.*)\n([\s\S]*?)```/g;

/** What the command prints in a clone, stdout only; arguments in single quotes are kept together. */
function run(line: string): string {
  const args = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(match => match[1] ?? match[2] ?? '');
  const result = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return result.stdout;
}

describe('README', () => {
  const blocks = [...text.matchAll(BLOCK)];

  it('shows commands', () => {
    expect(blocks.length).toBeGreaterThan(3);
  });

  if (update) {
    it('is written anew', () => {
      writeFileSync(
        readme,
        text.replace(BLOCK, (_, line: string) => `\`\`\`console\n$ npx ci-lint ${line}\n${run(line)}\`\`\``),
      );
    });
    return;
  }

  for (const [, line = '', shown] of blocks) {
    it(`shows what \`ci-lint ${line}\` prints`, () => {
      expect(run(line)).toBe(shown);
    });
  }
});
