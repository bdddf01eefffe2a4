import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What `${subject}` stands for where passes say the same of two keywords. */
const SUBJECTS = ['needs', 'dependencies'];

/** Text that looks like a kind. */
const OTHER_WORDS = new Set(['gitlab.com']);

/** Kinds of problems as the passes write them, `needs.undefined`; `${…}` in them stands for anything. */
function writtenKinds(): Map<string, string> {
  const kinds = new Map<string, string>();
  for (const path of globSync('src/config/**/*.ts', { cwd: root })) {
    const text = readFileSync(`${root}${path}`, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    for (const [, kind = ''] of text.matchAll(/['`]((?:[a-z-]+|\$\{\w+\})\.(?:[a-z-]|\$\{\w+\})+)['`]/g)) {
      if (OTHER_WORDS.has(kind)) continue;
      for (const subject of SUBJECTS) kinds.set(kind.replace('${subject}', subject), path);
    }
  }
  for (const [, code = ''] of readFileSync(`${root}src/syntax/yaml/stream.ts`, 'utf8').matchAll(
    /\| '([a-z0-9-]+)'/g,
  )) {
    kinds.set(`yaml.${code}`, 'src/syntax/yaml/stream.ts');
  }
  return kinds;
}

const claimed = RULES.flatMap(rule => (rule.problems ?? []).map(kind => ({ kind, rule })));

describe('every kind of problem', () => {
  it.each([...writtenKinds()])('%s of %s belongs to a rule', kind => {
    const pattern = new RegExp(
      `^${kind
        .replace(/\$\{\w+\}/g, '§')
        .replace('.', '\\.')
        .replace(/§/g, '[a-z-]+')}$`,
    );
    const subject = `${kind.slice(0, kind.indexOf('.'))}.*`;
    const owners = claimed.filter(({ kind: own }) => pattern.test(own) || own === subject);
    expect(owners.length).toBeGreaterThan(0);
  });
});

describe('every kind that a rule speaks for', () => {
  const kinds = [...writtenKinds().keys()];

  it.each(claimed.map(({ kind, rule }): [string, string] => [kind, rule.id]))(
    '%s of %s can come up',
    kind => {
      const known = kinds.some(written => {
        if (kind.endsWith('.*')) return written.startsWith(kind.slice(0, -1));
        return new RegExp(`^${written.replace(/\$\{\w+\}/g, '[a-z-]+').replace('.', '\\.')}$`).test(kind);
      });
      expect(known).toBe(true);
    },
  );
});
