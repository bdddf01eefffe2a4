import { describe, expect, it } from 'vitest';
import { childConfig } from '../../src/config/child.js';
import { dialectMarkers, dialectOf } from '../../src/config/dialect.js';
import { resolveText } from './resolve-text.js';

const JOB = 'a: {script: x, execution: manual}\n';

describe('dialectOf', () => {
  it.each([
    ['# ci-lint-dialect: proposed\n'],
    ['#ci-lint-dialect:proposed\n'],
    ['  #  ci-lint-dialect:  proposed  \n'],
    ['\uFEFF# ci-lint-dialect: proposed\n'],
    ['# ci-lint-dialect: proposed\r\n'],
    ['\n\n# a comment\n\n# ci-lint-dialect: proposed\n'],
    ['---\n# ci-lint-dialect: proposed\n'],
    ['--- # start\n# ci-lint-dialect: proposed\n'],
    ['# ci-lint-dialect: proposed\n# ci-lint-dialect: current\n'],
    ['# ci-lint-dialect: prposed\n# ci-lint-dialect: proposed\n'],
  ])('%j', head => {
    expect(dialectOf(head + JOB)).toBe('proposed');
    expect(resolveText(head + JOB)).toMatchObject({ dialect: 'proposed', valid: true });
  });

  it.each([
    [JOB],
    [`${JOB}# ci-lint-dialect: proposed\n`],
    ['spec: {inputs: {}}\n# ci-lint-dialect: proposed\n---\n'],
    ['a: # ci-lint-dialect: proposed\n'],
    ['# see ci-lint-dialect: proposed\n'],
    ['# ci-lint-dialect: Proposed\n'],
    ['# ci-lint-dialect: proposed, for now\n'],
    ['# ci-lint-dialect:\n'],
    [''],
  ])('nothing in %j', text => {
    expect(dialectOf(text)).toBeNull();
  });

  it('looks behind directives', () => {
    expect(dialectOf('%YAML 1.1\n---\n# ci-lint-dialect: proposed\n')).toBe('proposed');
  });

  it('takes a line that names the syntax of today', () => {
    expect(dialectOf('# ci-lint-dialect: current\n')).toBe('current');
  });

  it('shows where the names stand', () => {
    const text = '# ci-lint-dialect: proposed\na: 1\n  # ci-lint-dialect:  x \n';
    const shown = dialectMarkers(text).map(({ start, end, inHead }) => [text.slice(start, end), inHead]);
    expect(shown).toEqual([
      ['proposed', true],
      ['x', false],
    ]);
  });

  it('reads long texts in linear time', () => {
    const text = `${'# ci-lint-dialect:\t'.repeat(20_000)}\n${' '.repeat(100_000)}#`;
    const started = performance.now();
    dialectMarkers(text);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('what decides about the syntax', () => {
  const marked = `# ci-lint-dialect: proposed\n${JOB}`;

  it('is the option, then the line, then the default', () => {
    expect(resolveText(marked, {}, { dialect: 'current' }).dialect).toBe('current');
    expect(resolveText(JOB, {}, { dialect: 'proposed' }).dialect).toBe('proposed');
    expect(resolveText(JOB, {}, { defaultDialect: 'proposed' }).dialect).toBe('proposed');
    expect(
      resolveText(`# ci-lint-dialect: current\n${JOB}`, {}, { defaultDialect: 'proposed' }).dialect,
    ).toBe('current');
    expect(resolveText(JOB).dialect).toBe('current');
  });

  it('is that of the parent, for a child pipeline', () => {
    const child = 'b: {script: x, execution: manual}\n';
    const files = { 'child.yml': child };
    for (const marker of ['# ci-lint-dialect: proposed\n', '']) {
      const config = resolveText(`${marker}a: {trigger: {include: child.yml}}\n`, files);
      const [job] = config.jobs;
      const inner = job && childConfig(config, job, {});
      expect(inner).toMatchObject({ dialect: config.dialect, valid: marker !== '' });
    }
  });

  it('is the root file, for all that it includes', () => {
    const job = 'b: {script: x, execution: manual}\n';
    expect(resolveText(`# ci-lint-dialect: proposed\ninclude: b.yml\n${JOB}`, { 'b.yml': job }).valid).toBe(
      true,
    );
    const included = { 'b.yml': `# ci-lint-dialect: proposed\n${job}` };
    expect(resolveText('include: b.yml\n', included)).toMatchObject({ dialect: 'current', valid: false });
  });
});
