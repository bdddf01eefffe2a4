import { describe, expect, it } from 'vitest';
import type { ConfigFile } from '../../src/config/config.js';
import { lintConfig } from '../../src/linter/lint.js';
import { DEFAULT_RULE_SETTINGS } from '../../src/linter/rule-settings.js';
import { findSuppressions } from '../../src/linter/suppression.js';
import { handmadeConfig, handmadeFile } from './handmade-config.js';
import { wordRule } from './handmade-rules.js';

const RULES = [wordRule('bad', 'x-bad'), wordRule('worse', 'x-worse')];

function lint(text: string, inlineIgnores = true) {
  const config = handmadeConfig([handmadeFile('a.yml', text)]);
  return lintConfig(config, RULES, { ...DEFAULT_RULE_SETTINGS, inlineIgnores });
}

function left(text: string, inlineIgnores = true): string[] {
  const { diagnostics } = lint(text, inlineIgnores);
  return diagnostics.map(({ at, ruleId }) => `${at.source.positionAt(at.start).line} ${ruleId}`);
}

describe('ignore comments', () => {
  it('silence the next line when they stand alone', () => {
    expect(left('# ci-lint-ignore bad\nx-bad\nx-bad')).toEqual(['3 bad']);
  });

  it('pass over empty lines and other comments', () => {
    expect(left('  # ci-lint-ignore bad\n\n# ci-lint-ignore worse -- why\nx-bad x-worse\nx-bad')).toEqual([
      '5 bad',
    ]);
  });

  it('silence their own line when they follow text', () => {
    expect(left('x-bad # ci-lint-ignore bad\nx-bad')).toEqual(['2 bad']);
  });

  it('name several rules', () => {
    expect(left('x-bad x-worse # ci-lint-ignore bad, worse -- because')).toEqual([]);
    expect(left('x-bad x-worse # ci-lint-ignore worse')).toEqual(['1 bad']);
  });

  it('can silence a whole file from anywhere in it', () => {
    expect(left('x-bad\nx-worse\n# ci-lint-ignore-file bad\nx-bad')).toEqual(['2 worse']);
  });

  it('stand at the end of a file in peace', () => {
    expect(left('x-bad\n# ci-lint-ignore bad')).toEqual(['1 bad']);
  });

  it('are not read when settings say so', () => {
    expect(left('x-bad # ci-lint-ignore bad', false)).toEqual(['1 bad']);
  });

  it('keep what they silence in the result', () => {
    const { suppressed } = lint('x-bad # ci-lint-ignore bad');
    expect(suppressed.map(({ ruleId }) => ruleId)).toEqual(['bad']);
  });

  it('are written exactly so', () => {
    expect(left('x-bad # ci-lint-ignored bad')).toEqual(['1 bad']);
    expect(left('x-bad # please ci-lint-ignore bad')).toEqual(['1 bad']);
    expect(left('x-bad #ci-lint-ignore bad')).toEqual([]);
  });
});

describe('findSuppressions', () => {
  const parse = (file: ConfigFile) => findSuppressions(file.stream);

  it('gives each rule its place, and the reason', () => {
    const file = handmadeFile('a.yml', 'x # ci-lint-ignore one,two -- not -- now ');
    const [suppression] = parse(file);
    expect(suppression?.reason).toBe('not -- now');
    expect(
      suppression?.rules.map(({ ruleId, at }) => [ruleId, file.stream.source.text.slice(at.start, at.end)]),
    ).toEqual([
      ['one', 'one'],
      ['two', 'two'],
    ]);
  });

  it('finds comments that name no rule', () => {
    const [suppression] = parse(handmadeFile('a.yml', '# ci-lint-ignore -- why'));
    expect(suppression).toMatchObject({ rules: [], reason: 'why', line: 2 });
  });
});
