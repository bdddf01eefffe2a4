import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '../../src/conditions/expression/evaluate.js';
import { parseExpression } from '../../src/conditions/expression/parser.js';
import { memoryFiles } from '../../src/config/files.js';
import { renderResolved } from '../../src/config/render.js';
import { resolveConfig } from '../../src/config/resolve.js';

const page = join(dirname(fileURLToPath(import.meta.url)), '../../docs/gitlab-behaviour.md');
const FENCE = /```(yaml|text|expressions)(?: title="([^"]+)")?\n([\s\S]*?)```/g;

interface Example {
  readonly files: Record<string, string>;
  readonly answers: readonly string[];
}

/** YAML blocks up to a text block are the files of one configuration; the text block is what GitLab answers. */
function readExamples(text: string): { examples: Example[]; expressions: string[] } {
  const examples: Example[] = [];
  const expressions: string[] = [];
  let files: Record<string, string> = {};
  for (const [, kind, title = '.gitlab-ci.yml', body = ''] of text.matchAll(FENCE)) {
    const lines = body.split('\n').filter(line => line !== '');
    if (kind === 'yaml') files[title] = body;
    else if (kind === 'expressions') expressions.push(...lines);
    else {
      examples.push({ files, answers: lines });
      files = {};
    }
  }
  return { examples, expressions };
}

/** `valid`, `rejected: MESSAGE`, `jobs: a, b`, or `JOB › path.to.attribute = JSON`. */
function check({ files, answers }: Example): void {
  const config = resolveConfig({ root: '.gitlab-ci.yml', files: memoryFiles(files) });
  const resolved = renderResolved(config);
  for (const answer of answers) {
    if (answer === 'valid') expect(resolved.errors).toEqual([]);
    else if (answer.startsWith('rejected: ')) {
      expect(resolved.errors.map(({ message }) => message)).toContain(answer.slice('rejected: '.length));
    } else if (answer.startsWith('jobs: ')) {
      expect(resolved.jobs.map(({ name }) => name).join(', ')).toBe(answer.slice('jobs: '.length));
    } else {
      const [, name, path = '', json = ''] = /^(.+) › (\S+) = (.+)$/.exec(answer) ?? [];
      let value: unknown = resolved.jobs.find(job => job.name === name);
      for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
      expect(value, answer).toEqual(JSON.parse(json));
    }
  }
}

/** `EXPRESSION   A="x" B=""   → true`; what is not named is undefined. `→ rejected` for what GitLab refuses. */
function checkExpression(line: string): void {
  const [, expression = '', variables = '', answer] =
    /^(.*?)\s{3,}(.*?)\s*→ (true|false|rejected)$/.exec(line) ?? [];
  const parsed = parseExpression(expression);
  if (answer === 'rejected' || !parsed.ok) {
    expect(parsed.ok ? 'accepted' : 'rejected', line).toBe(answer);
    return;
  }
  const values = new Map([...variables.matchAll(/(\w+)="([^"]*)"/g)].map(match => [match[1], match[2]]));
  expect(
    evaluateExpression(parsed.expression, name => values.get(name)),
    line,
  ).toBe(answer === 'true');
}

describe('docs/gitlab-behaviour.md', () => {
  const { examples, expressions } = readExamples(readFileSync(page, 'utf8'));

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(expressions.length).toBeGreaterThan(10);
  });

  for (const example of examples) {
    const [first = ''] = Object.values(example.files);
    it(`answers ${JSON.stringify(first.slice(0, 50))}`, () => check(example));
  }

  for (const line of expressions) it(line, () => checkExpression(line));
});
