import { describe, expect, test } from 'vitest';
import { type Outlook, surveyPipeline } from '../../../src/pipeline/explore/outlook.js';
import { QUESTIONS, type Question, readState } from '../../../src/pipeline/explore/question.js';
import { searchStates } from '../../../src/pipeline/explore/state-search.js';
import type { Pipeline } from '../../../src/pipeline/pipeline.js';
import { buildModel } from '../../../src/pipeline/processing/pipeline-model.js';
import type { Processing } from '../../../src/pipeline/processing/processing-pass.js';
import type { SemanticsName } from '../../../src/pipeline/processing/semantics.js';
import { semanticsByName, startSimulation } from '../../../src/pipeline/simulation.js';
import { pipelineOf } from '../pipeline-builder.js';
import { randomPipeline } from '../random-pipeline.js';

const processingOf = (pipeline: Pipeline, semantics: SemanticsName): Processing => ({
  model: buildModel(pipeline),
  semantics: semanticsByName(semantics),
});

const outlookOf = (pipeline: Pipeline, semantics: SemanticsName = 'current'): Outlook =>
  surveyPipeline(processingOf(pipeline, semantics));

const lines = (outlook: Outlook, job: string, question: Question): string[] | undefined =>
  outlook.trace(job, question)?.map(({ event, jobs }) => `${event} ${jobs.join(' ')}`);

const build = { stage: 'build' } as const;
const deploy = { stage: 'deploy' } as const;

describe('what can become of a job', () => {
  const rescue = { ...deploy, when: 'on_failure', needs: ['build', 'test'] } as const;
  const pipeline = pipelineOf({ build, test: {}, rescue });

  test('a rescue job that is skipped exactly when it should run', () => {
    const outlook = outlookOf(pipeline);
    expect(lines(outlook, 'rescue', 'runs')).toEqual(['success build', 'drop test']);
    expect(lines(outlook, 'rescue', 'skippedAfterFailure')).toEqual(['drop build']);
    expect(outlookOf(pipeline, 'proposed').answer('rescue', 'skippedAfterFailure')).toBe('no');
  });

  test('a job that can never run, because success and failure of one job are both wanted', () => {
    const outlook = outlookOf(
      pipelineOf({
        build,
        report: { needs: ['build'], when: 'on_failure' },
        test: { needs: ['build'] },
        ship: { ...deploy, needs: ['report', 'test'] },
      }),
    );
    expect(outlook.answer('ship', 'runs')).toBe('no');
    expect(outlook.trace('ship', 'runs')).toBeNull();
    expect(outlook.answer('report', 'runs')).toBe('yes');
  });

  test('who waits for ever, and for whom', () => {
    const outlook = outlookOf(
      pipelineOf({
        build,
        gate: { execution: 'manual' },
        free: { ...deploy, needs: ['build'] },
        ship: deploy,
      }),
    );
    expect(lines(outlook, 'gate', 'holds')).toEqual(['success build']);
    expect(lines(outlook, 'ship', 'waitsForever')).toEqual(['success build']);
    expect(outlook.answer('free', 'waitsForever')).toBe('no');
    expect(outlook.answer('build', 'holds')).toBe('no');
  });

  test('a green pipeline that hides something', () => {
    const outlook = outlookOf(
      pipelineOf({
        lint: { ...build, allowFailure: true },
        strict: build,
        codes: { ...build, allowFailure: { exitCodes: [7] } },
        gate: { ...build, execution: 'manual', allowFailure: true },
        after: { needs: ['gate'] },
      }),
    );
    expect(outlook.trace('lint', 'greenAlthoughFailed')).toContainEqual({ event: 'drop', jobs: ['lint'] });
    expect(outlook.answer('strict', 'greenAlthoughFailed')).toBe('no');
    expect(outlook.trace('codes', 'greenAlthoughFailed')).toContainEqual({
      event: 'drop',
      jobs: ['codes'],
      exitCode: 7,
    });
    expect(outlook.answer('after', 'greenAlthoughNotRun')).toBe('yes');
    expect(outlook.answer('strict', 'greenAlthoughNotRun')).toBe('no');
  });

  test('a job that is not in the pipeline has no outlook', () => {
    expect(outlookOf(pipeline).answer('nope', 'runs')).toBe('no');
  });
});

test('answers agree with meeting every state, and traces replay', () => {
  let unknown = 0;
  let asked = 0;
  for (let seed = 0; seed < 120; seed++) {
    for (const semantics of ['current', 'proposed'] as const) {
      const pipeline = randomPipeline(seed, 6);
      const processing = processingOf(pipeline, semantics);
      const { states, resting, complete } = searchStates(processing, { limit: 200_000 });
      expect(complete).toBe(true);
      const outlook = surveyPipeline(processing);
      for (const [number, { name }] of pipeline.jobs.entries()) {
        for (const question of QUESTIONS) {
          const seen = states.some(
            (state, at) =>
              (question === 'runs' || resting[at]) && readState(processing, state)(number, question),
          );
          const answer = outlook.answer(name, question);
          asked++;
          if (answer === 'unknown') unknown++;
          else
            expect([seed, semantics, name, question, answer]).toEqual([
              seed,
              semantics,
              name,
              question,
              seen ? 'yes' : 'no',
            ]);
          if ((seed + number) % 5 === 0) expectReplay(outlook, pipeline, semantics, name, question);
        }
      }
    }
  }
  expect(unknown / asked).toBeLessThan(0.001);
});

const OUTCOMES: Readonly<Record<Question, (job: string | undefined, pipeline: string) => boolean>> = {
  runs: job => job !== 'created' && job !== 'skipped',
  skippedAfterFailure: job => job === 'skipped',
  waitsForever: job => job === 'created',
  holds: job => job === 'manual',
  greenAlthoughFailed: (job, pipeline) => job === 'failed' && pipeline === 'success',
  greenAlthoughNotRun: (job, pipeline) => (job === 'skipped' || job === 'manual') && pipeline === 'success',
};

function expectReplay(
  outlook: Outlook,
  pipeline: Pipeline,
  semantics: SemanticsName,
  name: string,
  question: Question,
): void {
  const trace = outlook.trace(name, question);
  if (trace === null) return;
  const simulation = startSimulation(pipeline, semantics);
  for (const event of trace) {
    expect(simulation.fire(event)).toMatchObject({ refused: [], unknown: [], understood: true });
  }
  const { jobs, pipeline: status } = simulation.statuses();
  expect([question, OUTCOMES[question](jobs[name], status)]).toEqual([question, true]);
}
