import { describe, expect, it } from 'vitest';
import { get } from '../../../src/config/value.js';
import { messages, plain, pointedAt, resolveText, way } from '../resolve-text.js';

describe('!reference', () => {
  it('puts in what stands at the path after extends', () => {
    const { merged } = resolveText(`
.base: {script: [a, b]}
.s: {extends: .base}
job: {script: [!reference [.s, script], c]}
`);
    expect(plain(get(get(merged, 'job'), 'script'))).toEqual([['a', 'b'], 'c']);
  });

  it('shares what it puts in and says by which reference it came', () => {
    const { merged } = resolveText('.s: {script: [a]}\njob: {script: !reference [.s, script]}\n');
    const [base, job] = [get(get(merged, '.s'), 'script'), get(get(merged, 'job'), 'script')];
    expect(way(job)).toBe('reference');
    expect(base?.kind === 'list' && job?.kind === 'list' && base.items === job.items).toBe(true);
  });

  it.each([
    ['!reference [.x, script]', '!reference [".x", "script"] could not be found'],
    ['!reference [.s, nope]', '!reference [".s", "nope"] could not be found'],
    ['!reference [.s, script, deep]', '!reference [".s", "script", "deep"] could not be found'],
    ['!reference [.s, flag]', '!reference [".s", "flag"] could not be found'],
    ['!reference [.s, nil]', '!reference [".s", "nil"] could not be found'],
    ['!reference []', '!reference [] is not valid'],
    ['!reference [.s, 1]', '!reference [".s", 1] is not valid'],
    ['!reference .s', '!reference ".s" is not valid'],
    ['!reference [job, script]', '!reference ["job", "script"] is part of a circular chain'],
  ])('refuses %s', (reference, message) => {
    const config = resolveText(`.s: {script: [a], flag: false, nil: null}\njob: {script: ${reference}}\n`);
    expect(messages(config)).toEqual([message]);
    expect(config.problems[0] && `!reference ${pointedAt(config.problems[0])}`).toBe(reference);
  });

  it('says nothing of a target that an unread include may hold', () => {
    const config = resolveText('include: {remote: "https://x/y.yml"}\njob: {script: !reference [.x, y]}\n');
    expect(config).toMatchObject({ valid: true, complete: false, problems: [] });
  });

  it('leaves out what would grow without end', () => {
    const lists = Array.from(
      { length: 60 },
      (_, i) => `.a${i + 1}: {s: [!reference [.a${i}, s], !reference [.a${i}, s]]}\n`,
    );
    const config = resolveText(`.a0: {s: [x]}\n${lists.join('')}job: {script: !reference [.a60, s]}\n`);
    expect(config.problems).toMatchObject([{ kind: 'config.too-large', rejected: false }]);
    expect(config).toMatchObject({ valid: true, complete: false });
  });

  it('follows chains without using up the stack', () => {
    const chain = Array.from({ length: 5000 }, (_, i) => `.a${i}: {s: !reference [.a${i + 1}, s]}\n`);
    const config = resolveText(`${chain.join('')}.a5000: {s: x}\njob: {script: !reference [.a0, s]}\n`);
    expect(config.problems).toMatchObject([{ kind: 'config.too-large' }]);
  });
});
