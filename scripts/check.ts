/**
 * `npm test`: everything that has to hold before a change goes in. All steps run, two at a time, and the summary at the
 * end names those that failed. `npm test -- unit types` runs only the steps with these names.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Step {
  readonly name: string;
  /** Run one after the other; `&&` as in a shell. */
  readonly commands: readonly string[];
  /** Steps that have to end before. */
  readonly after?: readonly string[];
  /** How many of its closing lines are shown when it succeeds. */
  readonly closing?: number;
}

const STEPS: readonly Step[] = [
  { name: 'build', commands: ['tsx scripts/build.ts'] },
  { name: 'types', commands: ['tsc', 'tsc -p tsconfig.pure.json'] },
  { name: 'unit', commands: ['vitest run'], after: ['build'], closing: 6 },
  { name: 'package', commands: ['tsx scripts/check-package.ts'], after: ['build'], closing: 4 },
  { name: 'style', commands: ['biome ci --colors=off'] },
  { name: 'imports', commands: ['depcruise src rules scripts --no-progress'] },
  {
    name: 'generated',
    commands: ['tsx scripts/generate-rule-index.ts --check', 'tsx scripts/generate-schemas.ts --check'],
  },
  { name: 'unused', commands: ['knip --no-progress'] },
];

interface Outcome {
  readonly step: Step;
  readonly failed: boolean;
  readonly seconds: number;
  readonly output: string;
}

function run(command: string): Promise<{ readonly code: number; readonly output: string }> {
  const path = `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`;
  return new Promise(resolve => {
    const child = spawn(command, {
      cwd: root,
      shell: true,
      env: { ...process.env, PATH: path, NO_COLOR: '1' },
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', code => resolve({ code: code ?? 1, output }));
  });
}

async function runStep(step: Step): Promise<Outcome> {
  const started = performance.now();
  let output = '';
  let failed = false;
  for (const command of step.commands) {
    const result = await run(command);
    output += result.output;
    failed = result.code !== 0;
    if (failed) break;
  }
  return { step, failed, output: output.trimEnd(), seconds: (performance.now() - started) / 1000 };
}

function show({ step, failed, seconds, output }: Outcome): void {
  console.log(`${failed ? 'FAILED' : 'ok    '} ${step.name} (${seconds.toFixed(1)} s)`);
  const shown = failed ? output : lastLines(output, step.closing ?? 0);
  if (shown !== '') console.log(shown.replace(/^/gm, '       '));
}

function lastLines(text: string, count: number): string {
  return count === 0 ? '' : text.split('\n').slice(-count).join('\n');
}

/** Two workers take the next step whose predecessors are done; a failed predecessor stops nobody. */
async function runAll(steps: readonly Step[]): Promise<Outcome[]> {
  const waiting = [...steps];
  const running = new Map<string, Promise<Outcome>>();
  const outcomes: Outcome[] = [];
  const isDone = (name: string): boolean =>
    outcomes.some(({ step }) => step.name === name) || !steps.some(step => step.name === name);
  while (waiting.length > 0 || running.size > 0) {
    const ready = waiting.findIndex(step => (step.after ?? []).every(isDone));
    if (running.size < 2 && ready !== -1) {
      const [step] = waiting.splice(ready, 1);
      if (step !== undefined) running.set(step.name, runStep(step));
      continue;
    }
    const outcome = await Promise.race(running.values());
    running.delete(outcome.step.name);
    outcomes.push(outcome);
    show(outcome);
  }
  return outcomes;
}

const wanted = process.argv.slice(2);
const started = performance.now();
const outcomes = await runAll(STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name)));
const failed = outcomes.filter(outcome => outcome.failed).map(({ step }) => step.name);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  failed.length === 0
    ? `All ${outcomes.length} steps passed in ${seconds} s.`
    : `${failed.length} of ${outcomes.length} steps failed in ${seconds} s: ${failed.join(', ')}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
