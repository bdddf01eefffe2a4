import { JOB_DEFAULTS, type Pipeline, type PipelineJob } from '../../src/pipeline/pipeline.js';
import { needOf } from './pipeline-builder.js';

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Up to `maxJobs` jobs in up to four stages, with every feature the semantics know. */
export function randomPipeline(seed: number, maxJobs: number): Pipeline {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
  const stages = ['s0', 's1', 's2', 's3'].slice(0, 1 + Math.floor(random() * 4));
  const count = 1 + Math.floor(random() * maxJobs);
  const places = Array.from({ length: count }, () => Math.floor(random() * stages.length)).sort(
    (a, b) => a - b,
  );
  const jobs = places.map((place, index): PipelineJob => {
    const earlier = Array.from({ length: index }, (_, other) => `j${other}`).filter(() => random() < 0.35);
    const dag = random() < 0.45;
    const execution = pick(['automatic', 'automatic', 'automatic', 'manual', 'delayed'] as const);
    return {
      ...JOB_DEFAULTS,
      name: `j${index}`,
      stage: stages[place] ?? 's0',
      when:
        execution === 'automatic'
          ? pick(['on_success', 'on_success', 'on_failure', 'always'] as const)
          : 'on_success',
      execution,
      startIn: execution === 'delayed' ? '1 hour' : null,
      allowFailure: random() < 0.1 ? { exitCodes: [3] } : random() < 0.3,
      blocker: execution === 'manual' && random() < 0.5,
      async: random() < 0.1,
      resourceGroup: random() < 0.15 ? 'group' : null,
      schedulingType: dag ? 'dag' : 'stage',
      needs: dag ? earlier.map(name => needOf(name, { allowFailure: random() < 0.2 })) : null,
    };
  });
  return { stages, jobs, cancelOnFailure: random() < 0.1 };
}
