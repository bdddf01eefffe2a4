import { describe, expect, it } from 'vitest';
import { parsePage, rewritePage } from './page.js';

const PAGE = `# some-rule

A summary.

facts

## Incorrect

\`\`\`yaml
include: ci/build.yml
\`\`\`

\`\`\`yaml title="ci/build.yml"
build: {}
\`\`\`

\`\`\`text
old text
\`\`\`

\`\`\`diff
old diff
\`\`\`

## Correct

\`\`\`yaml example
## not a heading
\`\`\`

\`\`\`json options
{ "strict": true }
\`\`\`

\`\`\`yaml refused
test: {}
\`\`\`

The end.
`;

describe('parsePage', () => {
  const page = parsePage(PAGE);

  it('reads the head and the sections', () => {
    expect(page.title).toBe('some-rule');
    expect(page.summary).toBe('A summary.');
    expect(page.sections).toEqual(['Incorrect', 'Correct']);
  });

  it('reads cases of several files', () => {
    expect(page.cases).toHaveLength(2);
    const [first, second] = page.cases;
    expect(Object.fromEntries(first?.files ?? [])).toEqual({
      '.gitlab-ci.yml': 'include: ci/build.yml\n',
      'ci/build.yml': 'build: {}\n',
    });
    expect(first).toMatchObject({
      section: 'Incorrect',
      options: null,
      refused: false,
      text: { body: 'old text\n' },
    });
    expect(second).toMatchObject({
      section: 'Correct',
      options: { strict: true },
      refused: true,
      text: null,
      diffs: [],
    });
  });
});

describe('rewritePage', () => {
  const page = parsePage(PAGE);
  const rewrite = (outputs: readonly { text: string; diffs: readonly string[] }[]): string =>
    rewritePage(
      page,
      new Map(page.cases.map((pageCase, index) => [pageCase, outputs[index] ?? { text: '', diffs: [] }])),
      null,
    );

  it('replaces blocks where they stand', () => {
    const expected = PAGE.replace('old text', 'new text').replace('old diff', 'new diff');
    expect(rewrite([{ text: 'new text\n', diffs: ['new diff'] }])).toBe(expected);
  });

  it('adds blocks after the last file, and after the last of their kind', () => {
    const expected = PAGE.replace('old diff\n```', 'old diff\n```\n\n```diff\nmore\n```').replace(
      'test: {}\n```',
      'test: {}\n```\n\n```text\nnew\n```\n\n```diff\nx\n```',
    );
    const outputs = [
      { text: 'old text\n', diffs: ['old diff', 'more'] },
      { text: 'new\n', diffs: ['x'] },
    ];
    expect(rewrite(outputs)).toBe(expected);
  });

  it('removes blocks that are not said any more', () => {
    expect(rewrite([])).toBe(PAGE.replace('\n```text\nold text\n```\n\n```diff\nold diff\n```\n', ''));
  });
});
