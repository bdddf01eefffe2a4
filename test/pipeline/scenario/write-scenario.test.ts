import { expect, test } from 'vitest';
import { parseScenario } from '../../../src/pipeline/scenario/parse-scenario.js';
import { runScenario } from '../../../src/pipeline/scenario/run-scenario.js';
import { type ScenarioRecord, writeScenario } from '../../../src/pipeline/scenario/write-scenario.js';
import { simulateConfig } from '../../../src/pipeline/simulation-report.js';
import { configOf } from '../configuration.js';

test('what is written is read back, and passes on the same configuration', () => {
  const config = configOf(`
stages: [build, "on", "a: b"]
"build: #1": {stage: build, script: x, parallel: 2, allow_failure: {exit_codes: [3]}}
"yes": {stage: "on", script: x, rules: [{if: $A == "it's"}]}
later: {stage: "a: b", script: x, when: on_failure}
`);
  const context = { branch: 'x', variables: { A: "it's" }, changes: ['a b.txt'], protected: true };
  const events = [
    { event: 'drop', jobs: ['build: #1 1/2'], exitCode: 3 },
    { event: 'success', jobs: ['build: #1 2/2'] },
    { event: 'drop', jobs: ['yes'] },
    { event: 'cancel' },
  ] as const;
  for (const semantics of ['current', 'proposed'] as const) {
    const report = simulateConfig(config, { context, events, semantics });
    const steps = report.steps.map(({ statuses }, index) => ({ event: events[index - 1] ?? null, statuses }));
    const record: ScenarioRecord = { file: '.gitlab-ci.yml', context, semantics, steps };
    const parsed = parseScenario('x.yml', writeScenario(record));
    const named = semantics === 'current' ? null : semantics;
    expect(parsed).toMatchObject({ ok: true, scenario: { context, semantics: named, transitions: events } });
    if (parsed.ok) expect(runScenario(config, parsed.scenario)).toEqual([]);
  }
});

test('the syntax is written down, and with it semantics that are not its own', () => {
  const config = configOf('a: {script: x, execution: manual}\nb: {script: x, needs: [a]}', 'proposed');
  for (const semantics of ['current', 'proposed'] as const) {
    const { steps } = simulateConfig(config, { context: {}, events: [], semantics });
    const record: ScenarioRecord = {
      file: '.gitlab-ci.yml',
      dialect: 'proposed',
      context: {},
      semantics,
      steps: steps.map(({ statuses }) => ({ event: null, statuses })),
    };
    const parsed = parseScenario('x.yml', writeScenario(record));
    expect(parsed).toMatchObject({ ok: true, scenario: { dialect: 'proposed', semantics } });
    if (parsed.ok) expect(runScenario(config, parsed.scenario)).toEqual([]);
  }
});
