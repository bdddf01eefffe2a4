import { expect, test } from 'vitest';
import { render as checkstyle } from '../../src/reporters/checkstyle.js';
import { render as gitlab } from '../../src/reporters/gitlab.js';
import { render as json } from '../../src/reporters/json.js';
import { render as junit } from '../../src/reporters/junit.js';
import { render as rdjson } from '../../src/reporters/rdjson.js';
import { render as sarif } from '../../src/reporters/sarif.js';
import { render as unix } from '../../src/reporters/unix.js';
import { Source } from '../../src/syntax/source.js';
import { finding, fixOf, OPTIONS, report } from './sample.js';

const plain = finding('biuld');
const full = finding('biuld', {
  job: 'deploy',
  related: [{ message: 'defined here', at: finding('build:').at }],
  fixes: () => [fixOf(plain, 'build', 'safe')],
});

test('unix is one line a finding', () => {
  const twoLines = finding('script', { severity: 'info', message: { what: 'a\nb', why: '', help: '' } });
  expect(unix(report(full, twoLines), OPTIONS)).toBe(
    [
      'ci/.gitlab-ci.yml:4:10: error: Job `deploy` needs `biuld`, which does not exist. GitLab refuses the whole pipeline. [needs-unknown-job]',
      'ci/.gitlab-ci.yml:2:3: info: a␊b [needs-unknown-job]',
      '',
    ].join('\n'),
  );
  expect(unix(report(), OPTIONS)).toBe('');
});

test('json is the contract', () => {
  expect(JSON.parse(json(report(full), OPTIONS))).toEqual({
    version: 1,
    diagnostics: [
      {
        ruleId: 'needs-unknown-job',
        category: 'references',
        severity: 'error',
        message: 'Job `deploy` needs `biuld`, which does not exist.',
        why: 'GitLab refuses the whole pipeline.',
        help: 'Did you mean `build`?',
        file: 'ci/.gitlab-ci.yml',
        range: { start: { line: 4, column: 10, offset: 39 }, end: { line: 4, column: 15, offset: 44 } },
        job: 'deploy',
        related: [
          {
            message: 'defined here',
            file: 'ci/.gitlab-ci.yml',
            range: { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 7, offset: 6 } },
          },
        ],
        rejected: false,
        fixes: [
          {
            description: 'Replace by build',
            applicability: 'safe',
            edits: [{ file: 'ci/.gitlab-ci.yml', start: 39, end: 44, text: 'build' }],
          },
        ],
      },
    ],
    summary: { errors: 1, warnings: 0, infos: 0, fixable: 1, fixableUnsafely: 0 },
  });
});

interface Issue {
  readonly fingerprint: string;
  readonly severity: string;
}

function issues(...diagnostics: Parameters<typeof report>): Issue[] {
  return JSON.parse(gitlab(report(...diagnostics), OPTIONS)) as Issue[];
}

test('gitlab names path, line and severity', () => {
  expect(issues(full)).toMatchObject([
    {
      check_name: 'needs-unknown-job',
      severity: 'critical',
      location: { path: 'ci/.gitlab-ci.yml', lines: { begin: 4, end: 4 } },
    },
  ]);
  const severities = issues(
    finding('biuld', { rejected: true }),
    finding('biuld', { severity: 'warning' }),
    finding('biuld', { severity: 'info' }),
  ).map(({ severity }) => severity);
  expect(severities).toEqual(['blocker', 'major', 'info']);
});

test('fingerprints survive moved lines and never collide', () => {
  const text = 'a:\n  needs: [x]\nb:\n  needs: [x]\n';
  const moved = new Source('a.yml', `# new\n\n${text}`);
  const before = new Source('a.yml', text);
  const prints = (source: Source) => {
    const first = finding('x', {}, source);
    const second = {
      ...first,
      at: { source, start: source.text.lastIndexOf('x'), end: source.text.lastIndexOf('x') + 1 },
    };
    return issues(first, second, finding('x', { ruleId: 'other' }, source)).map(
      ({ fingerprint }) => fingerprint,
    );
  };
  expect(prints(moved)).toEqual(prints(before));
  expect(new Set(prints(before)).size).toBe(3);
  expect(prints(before)[0]).toMatch(/^[0-9a-f]{32}$/);
});

test('fingerprints of many like findings are all different', () => {
  const source = new Source('a.yml', Array.from({ length: 20_000 }, (_, index) => `j${index}: x`).join('\n'));
  const all = Array.from({ length: 20_000 }, (_, index) => {
    const start = source.lineStarts[index] ?? 0;
    return { ...finding('x', {}, source), at: { source, start, end: start + 1 } };
  });
  expect(new Set(issues(...all).map(({ fingerprint }) => fingerprint)).size).toBe(20_000);
});

test('sarif holds result, region, related place and fix', () => {
  const [run] = (JSON.parse(sarif(report(full), OPTIONS)) as { runs: readonly object[] }).runs;
  expect(run).toMatchObject({
    tool: { driver: { name: 'ci-lint', version: '1.2.3', rules: [{ id: 'needs-unknown-job' }] } },
    results: [
      {
        ruleId: 'needs-unknown-job',
        ruleIndex: 0,
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'ci/.gitlab-ci.yml' },
              region: { startLine: 4, startColumn: 10, endLine: 4, endColumn: 15 },
            },
          },
        ],
        relatedLocations: [{ message: { text: 'defined here' } }],
        fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: 'build' } }] }] }],
      },
    ],
  });
});

test('rdjson counts bytes', () => {
  const source = new Source('a.yml', 'é🚀: b');
  const { diagnostics } = JSON.parse(rdjson(report(finding('b', {}, source)), OPTIONS)) as {
    diagnostics: readonly object[];
  };
  expect(diagnostics).toMatchObject([
    {
      location: { path: 'a.yml', range: { start: { line: 1, column: 9 }, end: { line: 1, column: 10 } } },
      severity: 'ERROR',
    },
  ]);
});

test('XML is well-formed whatever stands in a message', () => {
  const hostile = finding('biuld', { message: { what: '<"&>\u0000\ud800', why: ']]>', help: '' } });
  for (const render of [checkstyle, junit]) {
    const text = render(report(full, hostile), OPTIONS);
    expect(text).toContain('&lt;&quot;&amp;&gt;??');
    // Without declaration, tags and entities nothing is left that needs escaping.
    const rest = text.replace(
      /<\?xml [^>]*\?>|<\/?[a-z]+(?: [a-z]+="[^"<&]*(?:&[a-z#0-9]+;[^"<&]*)*")*\s*\/?>/g,
      '',
    );
    expect(rest.replace(/&[a-z#0-9]+;/g, '')).not.toMatch(/[<&]/);
  }
  expect(junit(report(), OPTIONS)).toContain('tests="1" failures="0"');
  expect(checkstyle(report(full), OPTIONS)).toContain('<error line="4" column="10" severity="error"');
});
