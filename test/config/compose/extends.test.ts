import { describe, expect, it } from 'vitest';
import { hasUnknownBase } from '../../../src/config/compose/extends.js';
import { get } from '../../../src/config/value.js';
import { messages, plain, pointedAt, resolveText, way } from '../resolve-text.js';

describe('extends', () => {
  it('merges hashes, replaces lists and keeps the order of the bases', () => {
    const { merged } = resolveText(`
.a: {script: [a], variables: {A: a, B: a}}
.b: {tags: [b], variables: {B: b}}
job: {extends: [.a, .b], script: [own], variables: {C: own}}
`);
    const job = get(merged, 'job');
    expect(plain(get(job, 'variables'))).toEqual({ A: 'a', B: 'b', C: 'own' });
    expect(plain(get(job, 'script'))).toEqual(['own']);
    expect(job?.kind === 'mapping' && [...job.entries.keys()]).toEqual([
      'script',
      'variables',
      'tags',
      'extends',
    ]);
  });

  it('says by which bases a value came, and shares it', () => {
    const { merged } = resolveText('.a: {script: [a]}\n.b: {extends: .a}\njob: {extends: .b}\n');
    const [base, job] = [get(get(merged, '.a'), 'script'), get(get(merged, 'job'), 'script')];
    expect(way(job)).toBe('extends < extends');
    expect(base?.kind === 'list' && job?.kind === 'list' && base.items === job.items).toBe(true);
    expect(job?.node).toBe(base?.node);
  });

  it.each([
    ['job: {extends: .x, script: x}', 'job: unknown keys in `extends` (.x)', '.x'],
    ['job: {extends: [.x, .y], script: x}', 'job: unknown keys in `extends` (.x, .y)', '.x'],
    ["job: {extends: '', script: x}", 'job: unknown keys in `extends` ()', "''"],
    ['.b: 1\njob: {extends: .b, script: x}', 'job: invalid base hashes in `extends` (.b)', '.b'],
    ['job: {extends: job, script: x}', 'job: circular dependency detected in `extends`', 'job'],
    [
      '.a: {extends: .b}\n.b: {extends: .a}\njob: {extends: .a, script: x}',
      '.a: circular dependency detected in `extends`',
      '.a',
    ],
  ])('refuses %j', (text, message, at) => {
    const config = resolveText(text);
    expect(messages(config)).toEqual([message]);
    expect(config.problems[0] && pointedAt(config.problems[0])).toBe(at);
  });

  it('bears ten ancestors and refuses the eleventh', () => {
    const chain = (length: number): string =>
      `${Array.from({ length }, (_, i) => `.d${i}: {extends: .d${i + 1}}\n`).join('')}.d${length}: {script: x}\njob: {script: x}\n`;
    expect(messages(resolveText(chain(11)))).toEqual([]);
    expect(messages(resolveText(chain(12)))).toEqual(['.d11: nesting too deep in `extends`']);
  });

  it('tells every unknown base once, and nothing that follows from it', () => {
    const { problems, merged } = resolveText('.b: {extends: .x}\na: {extends: .b}\nc: {extends: .y}\n');
    expect(problems.map(problem => problem.gitlabMessage)).toEqual([
      '.b: unknown keys in `extends` (.x)',
      'c: unknown keys in `extends` (.y)',
    ]);
    const a = get(merged, 'a');
    expect(a?.kind === 'mapping' && hasUnknownBase(a)).toBe(true);
  });

  it('says nothing of a base that an unread include may hold', () => {
    const config = resolveText('include: {project: g/p, file: x.yml}\njob: {extends: .x}\n');
    expect(config).toMatchObject({ valid: true, complete: false, problems: [] });
  });

  it('stays linear in long chains and wide lists', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `.x${i}`);
    const bases = names.map((name, i) => `${name}: {variables: {V${i}: x}}\n`).join('');
    const config = resolveText(`${bases}job: {script: x, extends: [${names.join(', ')}]}\n`);
    expect(config.jobs[0]?.variables.size).toBe(3000);
  });
});
