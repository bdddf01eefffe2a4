/** The command that a finding names shows its pipeline again, and what happened there can be kept as a scenario. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.js';
import { runProgram } from '../../src/cli/program.js';
import type { Terminal } from '../../src/cli/terminal.js';
import type { Witness } from '../../src/linter/diagnostic.js';
import type { AnyLintRule } from '../../src/linter/lint-rule.js';
import { lintCase } from './lint-case.js';
import { type PageCase, parsePage } from './page.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

for (const rule of RULES) {
  const pages = [`${root}rules/${rule.meta.category}/${rule.id}.md`, `${root}test/rules/${rule.id}.md`];
  const cases = pages.filter(existsSync).flatMap(path => parsePage(readFileSync(path, 'utf8')).cases);
  const shown = cases.flatMap(pageCase =>
    witnessesOf(rule, pageCase).map(witness => ({ pageCase, witness })),
  );
  if (shown.length === 0) continue;
  describe(`witnesses of ${rule.id}`, () => {
    it.each(shown.map(each => [each.witness.summary, each] as const))('%s', async (_, each) => {
      await checkReplay(each.pageCase, each.witness);
    });
  });
}

function witnessesOf(rule: AnyLintRule, pageCase: PageCase): readonly Witness[] {
  const { diagnostics } = lintCase(rule, pageCase.files, pageCase, RULES).result;
  const commands = new Map(
    diagnostics.flatMap(({ witness }) =>
      witness === undefined ? [] : [[witness.command, witness] as const],
    ),
  );
  return [...commands.values()];
}

async function checkReplay({ files }: PageCase, witness: Witness): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'ci-lint-witness-'));
  try {
    mkdirSync(join(cwd, '.git'));
    for (const [path, text] of files) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    for (const command of witness.command.split(' && ')) await checkCommand(cwd, command, witness);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

async function checkCommand(cwd: string, command: string, { events }: Witness): Promise<void> {
  const [program, ...words] = splitWords(command);
  expect(program).toBe('ci-lint');
  // Scenarios speak of no child pipelines.
  const isKept = !words.includes('--child');
  const shown = await run(cwd, [...words, ...(isKept ? ['--save-scenario', 'saved.scenario.yml'] : [])]);
  // Without events it may be told that there is no pipeline, or why.
  const wanted = events === undefined ? [0, 1] : [0];
  expect(wanted, `${command}\n${shown.text}`).toContain(shown.exit);
  if (!isKept) return;
  const kept = await run(cwd, ['test', 'saved.scenario.yml']);
  expect(kept.exit, `${command}\n${kept.text}`).toBe(0);
}

async function run(cwd: string, argv: readonly string[]): Promise<{ exit: number; text: string }> {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const output = { write, isTerminal: false, width: 100 };
  const terminal: Terminal = {
    cwd,
    env: {},
    stdout: output,
    stderr: output,
    readInput: () => Promise.resolve(new Uint8Array()),
    readLines: async function* () {},
  };
  return { exit: await runProgram(argv, terminal), text };
}

/** The words of a POSIX command line, of which single quotes are all the quoting. */
function splitWords(command: string): readonly string[] {
  return [...command.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\'/g, (_, quoted?: string) => quoted ?? "'"),
  );
}
