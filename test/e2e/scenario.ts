/**
 * One text file tells a whole story: files, a command, what it prints, its exit code. Sections start with a line
 * `==== name argument ====`:
 *
 * - `file PATH`, `bytes PATH` (hexadecimal), `large PATH COUNT` (the body COUNT times), `link PATH TARGET`, `mode PATH OCTAL`, `git`
 * - `command`: run by bash, with `ci-lint` as the built program; `findings` is `ci-lint --format unix` without the messages, which
 *   belong to the rules' own tests
 * - `stdout`, `stderr`, `exit CODE`, `after PATH` (the file's text afterwards): what is expected; stderr may be left out
 *
 * The temporary folder is printed as `<root>`.
 */
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Section {
  readonly name: string;
  readonly argument: string;
  readonly body: string;
}

const HEADING = /^==== (\w+)(?: (.*))? ====\n/gm;
const EXPECTED = new Set(['stdout', 'stderr', 'exit', 'after']);

export const CLI: string = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli.js');

/** The scenario with what really happened in place of what was expected: equal to the text when all is as told. */
export async function playScenario(text: string): Promise<string> {
  const sections = parse(text);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ci-lint-e2e-')));
  try {
    const root = join(folder, 'repo');
    mkdirSync(root);
    for (const section of sections) prepare(section, root);
    const command = sections.find(({ name }) => name === 'command')?.body ?? '';
    const { status, stdout, stderr } = await runBash(command, root, folder);
    const show = (output: string) => output.replaceAll(root, '<root>').replaceAll(folder, '<above>');
    const actual = sections.map(section => {
      if (section.name === 'stdout') return { ...section, body: show(stdout) };
      if (section.name === 'stderr') return { ...section, body: show(stderr) };
      if (section.name === 'exit') return { ...section, argument: String(status) };
      if (section.name === 'after')
        return { ...section, body: readFileSync(join(root, section.argument), 'utf8') };
      return section;
    });
    const told = actual.some(({ name }) => name === 'stderr');
    if (!told && stderr !== '') actual.push({ name: 'stderr', argument: '', body: show(stderr) });
    return text.slice(0, text.indexOf('====')) + actual.filter(isTold).map(render).join('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Ended {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

function runBash(command: string, cwd: string, home: string): Promise<Ended> {
  const script = [
    `ci-lint() { '${process.execPath}' '${CLI}' "$@"; }`,
    'findings() { ci-lint --format unix "$@" | sed -E \'s/: (error|warning|info): .* \\[/: \\1 [/\'; return ${PIPESTATUS[0]}; }',
    command,
  ].join('\n');
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  return new Promise(resolve => {
    const options = { cwd, env, timeout: 60_000, maxBuffer: 256 * 1024 * 1024 };
    execFile('bash', ['-c', script], options, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : (error.code ?? error.signal ?? 'killed'), stdout, stderr }),
    );
  });
}

function parse(text: string): Section[] {
  const headings = [...text.matchAll(HEADING)];
  const sections = headings.map((match, index): Section => {
    const end = headings[index + 1]?.index ?? text.length;
    return {
      name: match[1] ?? '',
      argument: match[2] ?? '',
      body: text.slice(match.index + match[0].length, end),
    };
  });
  if (!sections.some(({ name }) => EXPECTED.has(name))) throw new Error('A scenario expects something.');
  return sections;
}

/** An empty stderr is not written down. */
function isTold({ name, body }: Section): boolean {
  return name !== 'stderr' || body !== '';
}

function render({ name, argument, body }: Section): string {
  const end = body === '' || body.endsWith('\n') ? '' : '\n';
  return `==== ${name}${argument === '' ? '' : ` ${argument}`} ====\n${body}${end}`;
}

function prepare({ name, argument, body }: Section, root: string): void {
  const [path = '', extra = ''] = argument.split(' ');
  const file = join(root, path);
  const steps: Readonly<Record<string, () => void>> = {
    file: () => put(file, body),
    bytes: () => put(file, Buffer.from(body.replace(/\s+/g, ''), 'hex')),
    large: () => put(file, body.repeat(Number(extra))),
    link: () => symlinkSync(extra, file),
    mode: () => chmodSync(file, Number.parseInt(extra, 8)),
    git: () => spawnSync('git', ['init', '-q'], { cwd: root }),
  };
  steps[name]?.();
}

function put(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
