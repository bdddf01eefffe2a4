/**
 * `npm run bench`: figures as ratios measured in one run, because machines differ and are noisy. Every row takes turns
 * with what it is compared to, and the median of the rounds counts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseDocument } from 'yaml';
import { RULES } from '../rules/index.generated.js';
import type { Config } from '../src/config/config.js';
import { memoryFiles, type RepositoryFiles } from '../src/config/files.js';
import { resolveConfig } from '../src/config/resolve.js';
import { startLint } from '../src/linter/lint.js';
import { DEFAULT_RULE_SETTINGS } from '../src/linter/rule-settings.js';
import { benchSolver } from './bench/bench-solver.js';
import { generateConditions } from './bench/generate-conditions.js';
import { generatePipeline } from './bench/generate-pipeline.js';
import { readCorpus } from './corpus.js';

/** GitLab refuses more than 2 MB by default; growth is measured beyond that. */
const limits = { maxYamlBytes: 1e9 };

const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, '../dist/cli.js');
const corpusFolder = process.env.CI_LINT_CORPUS ?? join(here, '../../shared/corpus');

interface Input {
  readonly root: string;
  readonly files: RepositoryFiles;
}

function lint(inputs: readonly Input[]): Config[] {
  const run = startLint(RULES, DEFAULT_RULE_SETTINGS);
  const configs = inputs.map(({ root, files }) => resolveConfig({ root, files, limits }));
  for (const config of configs) run.add(config);
  run.finish();
  return configs;
}

function parse(texts: readonly string[]): void {
  for (const text of texts) parseDocument(text, { logLevel: 'silent' });
}

function time(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Milliseconds of both, as medians of rounds that take turns; one round to warm up. */
function compare(rounds: number, work: () => void, baseline: () => void): { work: number; baseline: number } {
  const times: { work: number[]; baseline: number[] } = { work: [], baseline: [] };
  for (let round = 0; round <= rounds; round++) {
    const [first, second] = [time(baseline), time(work)];
    if (round === 0) continue;
    times.baseline.push(first);
    times.work.push(second);
  }
  return { work: median(times.work), baseline: median(times.baseline) };
}

function row(what: string, times: { work: number; baseline: number }, note: string): void {
  const ratio = (times.work / times.baseline).toFixed(2);
  const shown = `${times.work.toFixed(1)} ms ÷ ${times.baseline.toFixed(1)} ms`;
  console.log(`${what.padEnd(44)} ${ratio.padStart(6)}   ${shown.padEnd(24)} ${note}`);
}

function realInputs(): Input[] {
  return [...readCorpus(corpusFolder)].map(({ root, files }) => ({ root, files: memoryFiles(files) }));
}

function benchCorpus(): void {
  const corpus = realInputs();
  if (corpus.length === 0) {
    console.log('corpus: skipped, there is none (set CI_LINT_CORPUS)');
    return;
  }
  const texts = lint(corpus).flatMap(({ files }) => files.map(({ stream }) => stream.source.text));
  const times = compare(
    5,
    () => lint(corpus),
    () => parse(texts),
  );
  row(`lint ${corpus.length} real roots ÷ parseDocument`, times, `${texts.length} files, aim ≤ 1.5`);
}

function benchGrowth(): void {
  for (const jobs of [100, 1_000, 10_000]) {
    const text = generatePipeline(jobs);
    const input = { root: '.gitlab-ci.yml', files: memoryFiles({ '.gitlab-ci.yml': text }) };
    // A quadratic check of `yaml` is turned off, so that growth is compared with something linear.
    const baseline = (): void => void parseDocument(text, { uniqueKeys: false });
    const times = compare(jobs > 1_000 ? 3 : 7, () => lint([input]), baseline);
    row(`lint ${jobs} jobs ÷ parseDocument`, times, `${((times.work / jobs) * 1000).toFixed(0)} µs a job`);
  }
}

function start(args: readonly string[]): void {
  spawnSync(process.execPath, args, { stdio: 'ignore' });
}

function benchStart(): void {
  const folder = mkdtempSync(join(tmpdir(), 'ci-lint-bench-'));
  const file = join(folder, '.gitlab-ci.yml');
  writeFileSync(file, 'test:\n  script: echo\n');
  const nothing = (): void => start(['-e', '0']);
  row(
    'ci-lint --version ÷ node -e 0',
    compare(9, () => start([cli, '--version']), nothing),
    'cold start',
  );
  row(
    'ci-lint, one small file ÷ node -e 0',
    compare(9, () => start([cli, file]), nothing),
    'cold start',
  );
}

function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

function benchMemory(): void {
  const inputs = realInputs();
  const before = heapInUse();
  const configs = lint(inputs);
  const megabytes = (heapInUse() - before) / 2 ** 20;
  const peak = process.resourceUsage().maxRSS / 1024;
  const jobs = configs.reduce((sum, config) => sum + config.jobs.length, 0);
  console.log(
    `${configs.length} real roots with ${jobs} jobs, held at once: ${megabytes.toFixed(0)} MB of heap, peak ${peak.toFixed(0)} MB`,
  );
}

/** The three real configurations with the most rules, and made-up ones; fresh each, since the first to ask pays. */
function benchSolvers(): void {
  const real = lint(realInputs()).filter(({ valid }) => valid);
  const rulesOf = ({ jobs }: Config): number =>
    jobs.reduce((sum, { rules }) => sum + (rules?.length ?? 0), 0);
  const largest = real.sort((a, b) => rulesOf(b) - rulesOf(a)).slice(0, 3);
  const made = [generatePipeline(1_000), generateConditions(1_000, 300), generateConditions(10_000, 300)];
  const generated = made.map(text =>
    resolveConfig({ root: 'made-up', files: memoryFiles({ 'made-up': text }), limits }),
  );
  for (const config of [...largest, ...generated]) {
    const { jobs, rules, conditions, milliseconds, megabytes } = benchSolver(config, heapInUse);
    const what = `solver, ${jobs} jobs, ${rules} rules, ${conditions} conditions`;
    console.log(`${what.padEnd(51)}  ${milliseconds.toFixed(0)} ms, ${megabytes.toFixed(1)} MB of heap`);
  }
}

benchMemory();
benchSolvers();
benchCorpus();
benchGrowth();
benchStart();
