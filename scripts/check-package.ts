/** Packs the package and checks the tarball: what publint and attw say of it, its contents, and that it runs where nothing else is. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packTo } from './pack.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules/.bin');

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, [...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

function expectText(what: string, text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`${what} should contain ${part}:\n${text}`);
}

/** Unpacked beside the dependencies of this checkout, so that no registry is needed. */
function unpack(tarball: string, folder: string): string {
  const target = join(folder, 'node_modules/ci-lint');
  mkdirSync(target, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], folder);
  return target;
}

const folder = mkdtempSync(join(tmpdir(), 'ci-lint-package-'));
try {
  const tarball = packTo(folder);
  run(join(bin, 'publint'), ['run', tarball, '--strict'], root);
  run(join(bin, 'attw'), [tarball, '--profile', 'esm-only'], root);
  const installed = unpack(tarball, folder);
  const files = readdirSync(installed).sort().join(' ');
  expectText('The package', files, 'LICENSE README.md dist package.json rules schemas');

  const cli = join(installed, 'dist/cli.js');
  writeFileSync(join(folder, '.gitlab-ci.yml'), 'build:\n  script: make\n');
  expectText('--version', run(process.execPath, [cli, '--version'], folder), '0.');
  expectText('lint', run(process.execPath, [cli], folder), 'No problems');
  expectText('explain', run(process.execPath, [cli, 'explain', 'unused-ignore'], folder), '# ');
  const program =
    "import { lintFiles } from 'ci-lint'; console.log(lintFiles({ '.gitlab-ci.yml': 'a: {script: b}' }).config.valid);";
  expectText('The API', run(process.execPath, ['--input-type=module', '-e', program], folder), 'true');
  console.log('packed, checked by publint and attw; the command line and the API run from the tarball');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
