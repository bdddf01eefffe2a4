import { describe, expect, test } from 'vitest';
import { artifactSources, hasUploaded } from '../../src/pipeline/artifact-flow.js';
import { needOf, pipelineOf, play } from './pipeline-builder.js';

const build = { stage: 'build', artifacts: 'on_success' } as const;

const pipeline = pipelineOf({
  linux: build,
  mac: build,
  lint: {},
  stage: { stage: 'deploy' },
  listed: { stage: 'deploy', dependencies: ['mac', 'gone'] },
  none: { stage: 'deploy', dependencies: [] },
  needy: { stage: 'deploy', needs: ['linux', needOf('mac', { artifacts: false }), 'lint'] },
  both: { stage: 'deploy', needs: ['linux', 'mac'], dependencies: ['mac'] },
  clash: { stage: 'deploy', needs: [needOf('mac', { artifacts: false })], dependencies: ['mac'] },
});

const sources = (name: string): string[] => {
  const job = pipeline.jobs.find(candidate => candidate.name === name);
  return job ? artifactSources(pipeline, job).map(source => source.name) : [];
};

describe('artifacts are fetched from', () => {
  test.each([
    ['all jobs of earlier stages', 'stage', ['linux', 'mac', 'lint']],
    ['the listed dependencies', 'listed', ['mac']],
    ['nothing for an empty list', 'none', []],
    ['the needs that say so', 'needy', ['linux', 'lint']],
    ['only what needs and dependencies both name', 'both', ['mac']],
    ['nothing where they contradict', 'clash', []],
  ])('%s', (_, job, expected) => {
    expect(sources(job)).toEqual(expected);
  });

  test('jobs that have uploaded something when the job starts', () => {
    const simulation = play(pipeline, 'current', 'success linux', 'drop mac');
    expect(simulation.fetches('stage')).toEqual(['linux']);
    expect(simulation.fetches('unheard of')).toEqual([]);
  });
});

test.each([
  ['on_success', ['success']],
  ['on_failure', ['failed']],
  ['always', ['success', 'failed']],
  [null, []],
] as const)('artifacts:when %s', (artifacts, uploads) => {
  const [job] = pipelineOf({ job: { artifacts } }).jobs;
  const statuses = ['success', 'failed', 'canceled', 'manual'] as const;
  expect(statuses.filter(status => job && hasUploaded(job, status))).toEqual(uploads);
});
