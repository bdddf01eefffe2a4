/** `npm run node-matrix`: installs the packed package as a user does and runs it on each Node it promises. Needs the registry. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packTo } from './pack.js';

const VERSIONS = ['20.19.0', '22', '24'];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Run {
  readonly status: number | null;
  readonly output: string;
}

function run(command: string, args: readonly string[], cwd: string): Run {
  const { status, stdout, stderr } = spawnSync(command, [...args], { cwd, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}`.trim() };
}

/** The exit codes: the example has findings that are no errors, and settings in TypeScript are read. */
function check(version: string, folder: string): boolean {
  const node = ['--yes', `--package=node@${version}`, '--', 'node'];
  const cli = join(folder, 'node_modules/ci-lint/dist/cli.js');
  const shown =
    run('npx', [...node, '--version'], folder)
      .output.split('\n')
      .at(-1) ?? '';
  const answers = [
    run('npx', [...node, cli, '--version'], folder),
    run('npx', [...node, cli, 'webshop.gitlab-ci.yml', '--max-warnings', '0'], folder),
    run('npx', [...node, cli, 'eval', '$A == "b"', '--var', 'A=b'], folder),
  ];
  const codes = answers.map(({ status }) => status).join(' ');
  const ok = codes === '0 1 0';
  console.log(`${ok ? 'ok    ' : 'FAILED'} Node ${shown} (asked for ${version}): exit codes ${codes}`);
  if (!ok) for (const { output } of answers) console.log(output);
  return ok;
}

const folder = mkdtempSync(join(tmpdir(), 'ci-lint-matrix-'));
try {
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  writeFileSync(
    join(folder, 'ci-lint.config.ts'),
    "const preset: string = 'recommended';\nexport default { preset };\n",
  );
  copyFileSync(join(root, 'examples/webshop.gitlab-ci.yml'), join(folder, 'webshop.gitlab-ci.yml'));
  const install = run('npm', ['install', '--no-audit', '--no-fund', packTo(folder)], folder);
  if (install.status !== 0) throw new Error(install.output);
  const results = VERSIONS.map(version => check(version, folder));
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
