/** Small configurations with everything that decides when a job runs, and changes of one line in them. */
import { randomFrom } from '../random-pipeline.js';

/** A job line by line, without its name. */
type Lines = readonly string[];

export interface RandomConfig {
  readonly text: string;
  /** The same with one thing changed. */
  readonly mutant: string;
}

const STAGES = ['s0', 's1', 's2'];

export function randomConfig(seed: number, maxJobs: number): RandomConfig {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
  const count = 1 + Math.floor(random() * maxJobs);
  const places = Array.from({ length: count }, () => Math.floor(random() * STAGES.length)).sort();
  const makeJob = (index: number): Lines => {
    const place = places[index] ?? 0;
    const earlier = Array.from({ length: index }, (_, other) => `j${other}`).filter(() => random() < 0.4);
    const lines = [`stage: ${STAGES[place]}`, 'script: x'];
    const control = pick([
      [],
      [],
      [],
      ['when: on_failure'],
      ['when: always'],
      ['when: manual'],
      ['when: manual', 'allow_failure: false'],
      ['when: delayed', 'start_in: 1 hour'],
    ] as const);
    const rules = pick([
      '',
      '',
      '',
      'rules: [{if: $CI_MERGE_REQUEST_IID}]',
      'rules: [{if: $CI_MERGE_REQUEST_IID, when: manual}, {when: on_success}]',
      'rules: [{if: $CI_COMMIT_TAG, when: never}, {when: always}]',
      'rules: [{if: $CI_COMMIT_TAG, allow_failure: true}, {when: on_failure}]',
    ]);
    if (rules === '') lines.push(...control);
    else lines.push(rules);
    if (!lines.some(line => line.startsWith('allow_failure'))) {
      lines.push(...pick([[], [], ['allow_failure: true'], ['allow_failure: {exit_codes: 3}']] as const));
    }
    if (random() < 0.4) {
      const needs = earlier.map(
        name => `{job: ${name}, optional: ${random() < 0.7}, artifacts: ${random() < 0.7}}`,
      );
      lines.push(`needs: [${needs.join(', ')}]`);
    } else if (random() < 0.2) {
      const before = earlier.filter(name => (places[Number(name.slice(1))] ?? 0) < place);
      lines.push(`dependencies: [${before.join(', ')}]`);
    }
    if (random() < 0.4) lines.push('artifacts: {paths: [x]}');
    return lines;
  };
  const jobs = places.map((_, index) => makeJob(index));
  const changed = Math.floor(random() * count);
  const mutants = jobs.map((lines, index) => (index === changed ? mutate(lines, pick, random) : lines));
  return { text: textOf(jobs), mutant: textOf(mutants) };
}

function mutate(lines: Lines, pick: <T>(items: readonly [T, ...T[]]) => T, random: () => number): Lines {
  const extra = pick([
    'when: manual',
    'when: always',
    'when: on_failure',
    'allow_failure: true',
    'allow_failure: false',
    'needs: []',
    'artifacts: {paths: [x]}',
  ]);
  const [key] = extra.split(':');
  if (random() < 0.3) {
    const gone = 2 + Math.floor(random() * Math.max(1, lines.length - 2));
    return lines.filter((_, at) => at !== gone);
  }
  if (key === 'when' && lines.some(line => line.startsWith('rules'))) {
    return lines.map(line =>
      line.startsWith('rules') ? line.replace('MERGE_REQUEST_IID', 'COMMIT_TAG') : line,
    );
  }
  return [...lines.filter(line => !line.startsWith(`${key}:`) && !line.startsWith('start_in')), extra];
}

function textOf(jobs: readonly Lines[]): string {
  const written = jobs.map((lines, index) => [`j${index}:`, ...lines.map(line => `  ${line}`)].join('\n'));
  return [`stages: [${STAGES.join(', ')}]`, ...written, ''].join('\n');
}
