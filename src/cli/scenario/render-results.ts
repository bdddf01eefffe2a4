/** Results of scenarios: for people, for programs, for the merge request's test report. */
import type { ScenarioFailure } from '../../pipeline/scenario/run-scenario.js';
import { columnsOf, printable } from '../../reporters/printable.js';
import type { Style } from '../../reporters/style.js';
import { escapeXml } from '../../reporters/xml.js';
import type { ScenarioResult } from './run-scenario-file.js';

export type ScenarioFormat = 'text' | 'json' | 'junit';

type Renderer = (results: readonly ScenarioResult[], style: Style) => string;

export const SCENARIO_FORMATS: Readonly<Record<ScenarioFormat, Renderer>> = {
  text: renderText,
  json: renderJson,
  junit: renderJunit,
};

function renderText(results: readonly ScenarioResult[], style: Style): string {
  const lines = results.flatMap(result => [
    `${result.passed ? style.green('✓') : style.red('✗')} ${printable(result.file)}`,
    ...result.problems.map(problem => `  ${style.red(printable(problem))}`),
    ...failureLines(result.failures, style),
  ]);
  const failed = results.filter(({ passed }) => !passed).length;
  const passed = results.length - failed;
  const summary =
    failed === 0 ? style.green(`${passed} passed`) : `${style.red(`${failed} failed`)}, ${passed} passed`;
  return `${lines.join('\n')}\n\n${summary}\n`;
}

function failureLines(failures: readonly ScenarioFailure[], style: Style): string[] {
  const lines: string[] = [];
  let step = '';
  const width = Math.max(0, ...failures.map(({ path }) => columnsOf(printable(path))));
  for (const failure of failures) {
    if (failure.step !== step) {
      step = failure.step;
      lines.push(style.bold(`  ${step === 'init' ? 'when created' : `after ${printable(step)}`}`));
    }
    const { path, expected, actual, why } = failure;
    const label = printable(path) + ' '.repeat(width - columnsOf(printable(path)));
    const change = `${style.green(`- ${printable(expected)}`)}  ${style.red(`+ ${printable(actual)}`)}`;
    lines.push(`    ${label}  ${change}${why === undefined ? '' : style.dim(`  (${printable(why)})`)}`);
  }
  return lines;
}

function renderJson(results: readonly ScenarioResult[]): string {
  const shown = results.map(({ file, passed, failures, problems }) => ({
    file,
    passed,
    failures,
    ...(problems.length === 0 ? {} : { problems }),
  }));
  return `${JSON.stringify({ version: 1, results: shown })}\n`;
}

function renderJunit(results: readonly ScenarioResult[]): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<testsuites name="ci-lint test" tests="${results.length}" failures="${failed}" errors="0">`,
    `  <testsuite name="ci-lint test" tests="${results.length}" failures="${failed}" errors="0">`,
    ...results.flatMap(junitCase),
    '  </testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function junitCase({ file, passed, failures, problems }: ScenarioResult): string[] {
  const open = `    <testcase classname="ci-lint" name="${escapeXml(file)}" file="${escapeXml(file)}"`;
  if (passed) return [`${open}/>`];
  const texts = [
    ...problems,
    ...failures.map(
      ({ step, path, expected, actual }) => `${step}: ${path}: expected ${expected}, got ${actual}`,
    ),
  ];
  return [
    `${open}>`,
    `      <failure message="${escapeXml(texts[0] ?? 'failed')}">${escapeXml(texts.join('\n'))}</failure>`,
    '    </testcase>',
  ];
}
