import { describe, expect, it } from 'vitest';
import { fixPoint, type LintedConfigs } from '../../src/linter/fix-point.js';
import { lintConfig, startLint } from '../../src/linter/lint.js';
import type { AnyLintRule } from '../../src/linter/lint-rule.js';
import { DEFAULT_RULE_SETTINGS } from '../../src/linter/rule-settings.js';
import { handmadeConfig, handmadeFile } from './handmade-config.js';
import { wordRule } from './handmade-rules.js';

/** Lints files of which a text with a `!` is not valid. */
function linter(files: Readonly<Record<string, string>>, rules: readonly AnyLintRule[]) {
  return (texts: ReadonlyMap<string, string>): LintedConfigs => {
    const now = Object.entries({ ...files, ...Object.fromEntries(texts) });
    const valid = now.every(([, text]) => !text.includes('!'));
    const config = handmadeConfig(
      now.map(([path, text]) => handmadeFile(path, text)),
      { valid },
    );
    return { configs: [config], result: lintConfig(config, rules, DEFAULT_RULE_SETTINGS) };
  };
}

describe('fixPoint', () => {
  it('applies fixes in several files at once', () => {
    const lint = linter({ 'a.yml': 'bad and bad', 'b.yml': 'bad', 'c.yml': 'fine' }, [
      wordRule('w', 'bad', 'good'),
    ]);
    const { texts, applied, skipped, rounds, last } = fixPoint({ least: 'safe', lint });
    expect(Object.fromEntries(texts)).toEqual({ 'a.yml': 'good and good', 'b.yml': 'good' });
    expect(applied).toHaveLength(3);
    expect(skipped).toEqual([]);
    expect(rounds).toBe(1);
    expect(last.result.diagnostics).toEqual([]);
  });

  it('lets overlapping fixes wait for the next round', () => {
    const lint = linter({ 'a.yml': 'abc' }, [
      wordRule('x', 'ab', 'xy'),
      wordRule('y', 'bc', 'yz'),
      wordRule('z', 'yc', ''),
    ]);
    const { texts, rounds } = fixPoint({ least: 'safe', lint });
    expect(texts.get('a.yml')).toBe('x');
    expect(rounds).toBe(2);
  });

  it('gives up after some rounds and says so', () => {
    const lint = linter({ 'a.yml': 'a' }, [wordRule('w', 'a', 'aa')]);
    const { skipped, rounds, texts } = fixPoint({ least: 'safe', lint, maxRounds: 3 });
    expect(rounds).toBe(3);
    expect(texts.get('a.yml')).toBe('a'.repeat(8));
    expect(skipped.map(({ reason }) => reason)).toContain('rounds');
  });

  it('drops the fixes that GitLab would refuse, and those alone', () => {
    const words = ['one', 'two', 'three', 'four', 'five'];
    const rules = words.map(word =>
      wordRule(word, word, word === 'two' || word === 'five' ? '!' : word.toUpperCase()),
    );
    const { texts, skipped, applied } = fixPoint({
      least: 'safe',
      lint: linter({ 'a.yml': words.join(' ') }, rules),
    });
    expect(texts.get('a.yml')).toBe('ONE two THREE FOUR five');
    expect(applied).toHaveLength(3);
    expect(skipped.map(({ diagnostic, reason }) => `${diagnostic.ruleId} ${reason}`)).toEqual([
      'two refused',
      'five refused',
    ]);
  });

  it('applies the same fix from two configurations once', () => {
    const rules = [wordRule('w', 'bad', 'bad bad')];
    const lint = (texts: ReadonlyMap<string, string>): LintedConfigs => {
      const rest = texts.size === 0 ? rules : [];
      const configs = ['a', 'b'].map(root =>
        handmadeConfig([
          handmadeFile(root, root),
          handmadeFile('shared.yml', texts.get('shared.yml') ?? 'bad'),
        ]),
      );
      const run = startLint(rest, DEFAULT_RULE_SETTINGS);
      for (const config of configs) run.add(config);
      return { configs, result: run.finish() };
    };
    expect(fixPoint({ least: 'safe', lint }).texts.get('shared.yml')).toBe('bad bad');
  });
});
