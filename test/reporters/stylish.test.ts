import { expect, test } from 'vitest';
import { PLAIN_STYLE } from '../../src/reporters/style.js';
import { render } from '../../src/reporters/stylish.js';
import { Source } from '../../src/syntax/source.js';
import { finding, fixOf, OPTIONS, report } from './sample.js';

test('shows place, code, reason, way out and summary', () => {
  const plain = finding('biuld');
  const diagnostic = finding('biuld', {
    job: 'deploy',
    rejected: true,
    gitlabMessage: 'deploy job: undefined need: biuld',
    related: [{ message: '`build` is defined here.', at: finding('build:').at }],
    fixes: () => [fixOf(plain, 'build', 'unsafe')],
  });
  expect(render(report(diagnostic), OPTIONS)).toMatchInlineSnapshot(`
    "ci/.gitlab-ci.yml:4:10 error needs-unknown-job (job deploy, GitLab refuses this)
      Job \`deploy\` needs \`biuld\`, which does not exist.

        3 │ deploy:
      > 4 │  needs: [biuld] # 🚀 <&>
          │          ^^^^^
        5 │   script: ["x"]

      GitLab refuses the whole pipeline.
      help: Did you mean \`build\`?
      fix: Replace by build (--fix --unsafe-fixes, changes what the pipeline does)
      see: ci/.gitlab-ci.yml:1:1 \`build\` is defined here.
      GitLab: deploy job: undefined need: biuld

    ✖ 1 error in 1 file.
      GitLab refuses this configuration.
      1 fixable with --fix --unsafe-fixes.
    "
  `);
});

test('says so when there is nothing to say', () => {
  expect(render(report(), OPTIONS)).toBe('✔ No problems in 1 file.\n');
  expect(render({ ...report(), fixedCount: 2 }, OPTIONS)).toBe(
    '✔ 2 problems fixed. No problems in 1 file.\n',
  );
});

test('does not call a run clean whose warnings are hidden, nor one that read nothing', () => {
  expect(render({ ...report(), hiddenCount: 1 }, OPTIONS)).toBe('✔ No errors in 1 file.\n');
  expect(render({ ...report(), fileCount: 0 }, OPTIONS)).toBe('');
});

test('says that a configuration is not known as a whole', () => {
  expect(render({ ...report(), missingIncludes: 1 }, OPTIONS)).toContain('1 include could not be read');
  expect(render({ ...report(finding('biuld')), missingIncludes: 2 }, OPTIONS)).toContain(
    '2 includes could not',
  );
});

test('counts by severity and by what fixes can do', () => {
  const plain = finding('biuld');
  const safe = finding('biuld', {
    fixes: () => [fixOf(plain, 'a', 'suggestion'), fixOf(plain, 'b', 'safe')],
  });
  const unsafe = finding('biuld', { severity: 'warning', fixes: () => [fixOf(plain, 'b', 'unsafe')] });
  const summary = (...all: Parameters<typeof report>) => render(report(...all), OPTIONS).split('✖ ')[1];
  expect(summary(safe, unsafe, unsafe)).toBe(
    '1 error, 2 warnings in 1 file.\n  1 fixable with --fix, 2 more with --unsafe-fixes.\n',
  );
  expect(summary(unsafe)).toBe('1 warning in 1 file.\n  1 fixable with --fix --unsafe-fixes.\n');
  expect(summary(finding('biuld', { severity: 'info' }))).toBe('1 info in 1 file.\n');
});

/** The lines with the code and the carets under it. */
function frame(text: string, mark: string): string[] {
  const source = new Source('a.yml', text);
  const lines = render(report(finding(mark, {}, source)), OPTIONS).split('\n');
  const caret = lines.findIndex(line => /│ *\^/.test(line));
  return lines.slice(caret - 1, caret + 1).map(line => line.slice(line.indexOf('│') + 2));
}

test('carets stand under the exact token', () => {
  expect(frame('a: [b, ccc]\n', 'ccc')).toEqual(['a: [b, ccc]', '       ^^^']);
  expect(frame('x', 'x')).toEqual(['x', '^']);
  expect(frame('\ta: b', 'b')).toEqual([' a: b', '    ^']);
  expect(frame('日本: [b]', 'b')).toEqual(['日本: [b]', '       ^']);
  expect(frame('🚀: b', 'b')).toEqual(['🚀: b', '    ^']);
  expect(frame('e\u0301: b', 'b')).toEqual(['e\u0301: b', '   ^']);
  expect(frame('a: b\r\nc: d\r\n', 'b')).toEqual(['a: b', '   ^']);
});

test('a range of many lines is marked to the end of its first one', () => {
  expect(frame('a:\n  - b\n  - c\n', '- b\n  - c')).toEqual(['  - b', '  ^^^']);
});

test('long lines are cut around the place', () => {
  const [line = '', caret = ''] = frame(`a: ${'x'.repeat(5000)} HERE ${'y'.repeat(5000)}`, 'HERE');
  expect(line.length).toBeLessThanOrEqual(120);
  expect(line.slice(caret.indexOf('^'), caret.length)).toBe('HERE');
});

test('a configuration cannot send escape sequences to the terminal', () => {
  const source = new Source('a\u001b[2J.yml', 'a: \u001b[31mred\u0007\u202e');
  const text = render(
    report(finding('red', { message: { what: 'w\u001b]0;x\u0007', why: '\u009b1m', help: '' } }, source)),
    OPTIONS,
  );
  expect(text).not.toMatch(/[\u0007\u001b\u009b\u202e]/);
});

test('links go to the page of the rule', () => {
  const style = { ...PLAIN_STYLE, link: (text: string, url: string) => `<${text} ${url}>` };
  const options = { ...OPTIONS, style, pageOf: (id: string) => `file:///${id}.md` };
  expect(render(report(finding('biuld')), options)).toContain(
    '<needs-unknown-job file:///needs-unknown-job.md>',
  );
});
