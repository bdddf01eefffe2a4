import { describe, expect, it } from 'vitest';
import { renderResolved } from '../../src/config/render.js';
import { resolveText } from './resolve-text.js';

describe('renderResolved', () => {
  it('gives jobs with camel-cased attributes and needs by job', () => {
    const rendered = renderResolved(
      resolveText('a: {script: x}\nb: {script: x, needs: [a], allow_failure: true}\n'),
    );
    expect(rendered).toMatchObject({
      version: 1,
      valid: true,
      complete: true,
      errors: [],
      stages: ['.pre', 'build', 'test', 'deploy', '.post'],
      jobs: [
        { name: 'a', stage: 'test', needs: null, schedulingType: 'stage' },
        {
          name: 'b',
          allowFailure: true,
          needs: [{ job: 'a', artifacts: true, optional: false }],
          schedulingType: 'dag',
        },
      ],
    });
  });

  it('gives what the proposed syntax says, and that it is proposed', () => {
    const text =
      'a: {script: x, execution: manual, blocker: true}\nb: {script: x, needs: [{job: a, allow_failure: true}]}\n';
    const rendered = renderResolved(resolveText(text, {}, { dialect: 'proposed' }));
    expect(rendered).toMatchObject({
      dialect: 'proposed',
      jobs: [
        {
          execution: 'manual',
          delay: null,
          blocker: true,
          included: true,
          async: false,
          allowFailure: false,
        },
        {
          execution: 'automatic',
          needs: [{ job: 'a', artifacts: true, optional: false, allowFailure: true }],
        },
      ],
    });
    const [today] = renderResolved(resolveText('a: {script: x}\n')).jobs;
    expect(Object.keys(today ?? {})).not.toContain('execution');
    expect(renderResolved(resolveText('a: {script: x}\n'))).not.toHaveProperty('dialect');
  });

  it('gives no jobs for what GitLab refuses, and the place of the error', () => {
    expect(renderResolved(resolveText('a: {extends: .x, script: x}\n'))).toEqual({
      version: 1,
      valid: false,
      complete: true,
      errors: [
        {
          message: 'a: unknown keys in `extends` (.x)',
          kind: 'extends.unknown',
          file: '.gitlab-ci.yml',
          range: { start: { line: 1, column: 14, offset: 13 }, end: { line: 1, column: 16, offset: 15 } },
        },
      ],
      warnings: [],
      stages: [],
      jobs: [],
    });
  });

  it('ends where GitLab stops', () => {
    const config = resolveText('a: {extends: .x}\nb: {extends: .y}\n');
    expect(config.problems).toHaveLength(2);
    expect(renderResolved(config).errors).toHaveLength(1);
  });
});
