import { describe, expect, it } from 'vitest';
import { migrated, migration } from './migrate-text.js';

/** One job with these lines. */
function job(...lines: readonly string[]): string {
  return ['job:', '  script: make', ...lines.map(line => `  ${line}`), ''].join('\n');
}

describe('keywords of a job', () => {
  it.each([
    [['when: on_failure'], ['when: on_failure']],
    [['when: manual'], ['execution: manual', 'allow_failure: true']],
    [
      ['when: manual', 'allow_failure: true'],
      ['execution: manual', 'allow_failure: true'],
    ],
    [
      ['when: manual', 'allow_failure: false'],
      ['execution: manual', 'blocker: true'],
    ],
    [
      ['when: manual', 'allow_failure: {exit_codes: 3}'],
      ['execution: manual', 'blocker: true', 'allow_failure: {exit_codes: 3}'],
    ],
    [
      ['when: delayed', 'start_in: 5 minutes'],
      ['execution: delayed', 'delay: 5 minutes'],
    ],
    [
      ['start_in: 1 day', '"when": "delayed" # later'],
      ['delay: 1 day', '"execution": "delayed" # later'],
    ],
  ])('writes %s as %s', (before, after) => {
    expect(migrated(job(...before))).toBe(job(...after));
  });

  it('leaves a file with nothing to migrate as it is', () => {
    const text = '\uFEFFjob:\r\n  script: make # all\r\n  allow_failure: true\r\n';
    const { files } = migration(text);
    expect(files).toMatchObject([{ edits: [], text }]);
  });
});
