import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { lintConfig, startLint } from '../../src/linter/lint.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { DEFAULT_RULE_SETTINGS, type ResolvedRuleSettings } from '../../src/linter/rule-settings.js';
import {
  handmadeConfig,
  handmadeFile,
  handmadeProblem,
  placeOf,
  withSyntaxProblem,
} from './handmade-config.js';
import { META, wordRule } from './handmade-rules.js';

function lint(config: Config, rules: readonly AnyLintRule[], settings: Partial<ResolvedRuleSettings> = {}) {
  return lintConfig(config, rules, { ...DEFAULT_RULE_SETTINGS, ...settings });
}

function lines({ diagnostics }: ReturnType<typeof lint>): string[] {
  return diagnostics.map(
    ({ at, severity, message, ruleId }) =>
      `${at.source.path}:${at.start} ${severity} ${message.what} ${ruleId}`,
  );
}

describe('lintConfig', () => {
  it('sorts by path, place and rule', () => {
    const config = handmadeConfig([handmadeFile('b.yml', 'bad'), handmadeFile('a.yml', 'worse bad')]);
    expect(lines(lint(config, [wordRule('z', 'bad'), wordRule('a', 'bad'), wordRule('w', 'worse')]))).toEqual(
      [
        'a.yml:0 warning There is `worse`. w',
        'a.yml:6 warning There is `bad`. a',
        'a.yml:6 warning There is `bad`. z',
        'b.yml:0 warning There is `bad`. a',
        'b.yml:0 warning There is `bad`. z',
      ],
    );
  });

  it('reports a file that two configurations share once', () => {
    const shared = () => handmadeFile('shared.yml', 'bad');
    const run = startLint([wordRule('w', 'bad')], DEFAULT_RULE_SETTINGS);
    run.add(handmadeConfig([handmadeFile('a.yml', 'good'), shared()]));
    run.add(handmadeConfig([handmadeFile('b.yml', 'good'), shared()]));
    expect(lines(run.finish())).toEqual(['shared.yml:0 warning There is `bad`. w']);
  });

  it('goes on when a rule throws, and names it once', () => {
    const broken = defineRule({
      id: 'broken',
      meta: META,
      messages: {},
      on: {
        // biome-ignore lint/correctness/useYield: it throws before it could.
        *source() {
          throw new Error('of ours');
        },
      },
    });
    const config = handmadeConfig([handmadeFile('a.yml', 'bad'), handmadeFile('b.yml', 'bad')]);
    const result = lint(config, [broken, wordRule('w', 'bad')]);
    expect(result.diagnostics).toHaveLength(2);
    expect(result.crashes).toEqual([
      { ruleId: 'broken', level: 'source', path: 'a.yml', error: new Error('of ours') },
    ]);
  });

  it('survives a fix that throws', () => {
    const broken = defineRule({
      id: 'broken',
      meta: META,
      messages: { found: { what: 'what', why: 'why' } },
      on: {
        *source(file) {
          const fix = () => {
            throw new Error('of ours');
          };
          yield { messageId: 'found', at: placeOf(file, 'bad'), fix };
        },
      },
    });
    const result = lint(handmadeConfig([handmadeFile('a.yml', 'bad')]), [broken]);
    expect(result.crashes).toEqual([]);
    expect(result.diagnostics[0]?.fixes()).toEqual([]);
    expect(result.crashes).toMatchObject([{ ruleId: 'broken', level: 'fix', path: 'a.yml' }]);
  });

  it('builds fixes once, and none for text from elsewhere', () => {
    const config = handmadeConfig([
      handmadeFile('a.yml', 'bad'),
      handmadeFile('other', 'bad', { local: false }),
    ]);
    const [own, foreign] = lint(config, [wordRule('w', 'bad', 'good')]).diagnostics;
    expect(own?.fixes()).toMatchObject([{ title: 'Write good', applicability: 'safe' }]);
    expect(own?.fixes()).toBe(own?.fixes());
    expect(foreign?.fixes()).toEqual([]);
  });

  it('times rules when it is given a clock', () => {
    let now = 0;
    const config = handmadeConfig([handmadeFile('a.yml', 'bad')]);
    const clock = () => now++;
    const result = lintConfig(config, [wordRule('w', 'bad')], DEFAULT_RULE_SETTINGS, { clock });
    expect(result.timings).toEqual([{ ruleId: 'w', milliseconds: 1, findings: 1 }]);
    expect(lint(config, [wordRule('w', 'bad')]).timings).toEqual([]);
  });

  it('gives each configuration a fresh state', () => {
    const counting = defineRule({
      id: 'counting',
      meta: META,
      messages: { count: { what: 'File {{{count}}}.', why: 'why' } },
      state: () => ({ count: 0 }),
      on: {
        *source(file, { state }) {
          yield { messageId: 'count', at: placeOf(file, 'x'), data: { count: ++state.count } };
        },
      },
    });
    const run = startLint([counting], DEFAULT_RULE_SETTINGS);
    run.add(handmadeConfig([handmadeFile('a.yml', 'x'), handmadeFile('b.yml', 'x')]));
    run.add(handmadeConfig([handmadeFile('c.yml', 'x')]));
    expect(run.finish().diagnostics.map(({ message }) => message.what)).toEqual([
      'File 1.',
      'File 2.',
      'File 1.',
    ]);
  });
});

describe('severities', () => {
  const config = handmadeConfig([handmadeFile('a.yml', 'bad'), handmadeFile('lib/b.yml', 'bad')]);
  const inLib = (path: string) => path.startsWith('lib/');

  it('follow the settings, then overrides by path', () => {
    const settings = {
      rules: { w: { level: 'error' as const } },
      overrides: [
        { matches: inLib, rules: { w: { level: 'info' as const } } },
        { matches: inLib, rules: { other: { level: 'off' as const } } },
      ],
    };
    expect(lines(lint(config, [wordRule('w', 'bad')], settings))).toEqual([
      'a.yml:0 error There is `bad`. w',
      'lib/b.yml:0 info There is `bad`. w',
    ]);
  });

  it('can be off everywhere but in some paths', () => {
    const settings = {
      rules: { w: { level: 'off' as const } },
      overrides: [{ matches: inLib, rules: { w: { level: 'warning' as const } } }],
    };
    expect(lines(lint(config, [wordRule('w', 'bad')], settings))).toEqual([
      'lib/b.yml:0 warning There is `bad`. w',
    ]);
  });

  it('enable the rules of a preset and those of the smaller ones', () => {
    const ofPreset = (preset: 'recommended' | 'strict' | 'all'): AnyLintRule => {
      const rule = wordRule(preset, 'bad');
      return { ...rule, meta: { ...rule.meta, preset } };
    };
    const rules = [ofPreset('recommended'), ofPreset('strict'), ofPreset('all')];
    const enabled = (preset: ResolvedRuleSettings['preset']) =>
      lint(handmadeConfig([handmadeFile('a.yml', 'bad')]), rules, { preset }).diagnostics.map(
        ({ ruleId }) => ruleId,
      );
    expect(enabled(null)).toEqual([]);
    expect(enabled('recommended')).toEqual(['recommended']);
    expect(enabled('strict')).toEqual(['recommended', 'strict']);
    expect(enabled('all')).toEqual(['all', 'recommended', 'strict']);
  });
});

describe('options', () => {
  const rule = defineRule({
    id: 'optional',
    meta: { ...META, options: { schema: {}, defaults: { first: 'a', second: 'b' } } },
    messages: { show: { what: '{{{first}}}{{{second}}}', why: 'why' } },
    on: {
      *source(file, { options }) {
        yield { messageId: 'show', at: placeOf(file, 'x'), data: options };
      },
    },
  });
  const config = handmadeConfig([handmadeFile('a.yml', 'x'), handmadeFile('b.yml', 'x')]);
  const words = (settings: Partial<ResolvedRuleSettings>) =>
    lint(config, [rule], settings).diagnostics.map(({ message }) => message.what);

  it('are laid over the defaults key by key, by path', () => {
    expect(words({})).toEqual(['ab', 'ab']);
    expect(words({ rules: { optional: { options: { second: 'c' } } } })).toEqual(['ac', 'ac']);
    const overrides = [
      { matches: (path: string) => path === 'b.yml', rules: { optional: { options: { first: 'd' } } } },
    ];
    expect(words({ rules: { optional: { options: { second: 'c' } } }, overrides })).toEqual(['ac', 'dc']);
  });
});

describe('problems', () => {
  const speaker = (id: string, problems: readonly string[]): AnyLintRule =>
    defineRule({
      id,
      meta: { ...META, severity: 'error' },
      messages: { said: { what: 'It is {{kind}}.', why: 'why' } },
      problems,
      on: {
        *problem({ kind, at }) {
          yield { messageId: 'said', at, data: { kind } };
        },
      },
    });
  const file = handmadeFile('a.yml', 'one two three');

  it('reach the rule that names their kind, else the one that names their subject', () => {
    const problems = [
      handmadeProblem('needs.undefined', placeOf(file, 'one')),
      handmadeProblem('needs.duplicate', placeOf(file, 'two'), false),
      handmadeProblem('stage.undefined', placeOf(file, 'three')),
    ];
    const rules = [speaker('exact', ['needs.undefined']), speaker('subject', ['needs.*'])];
    const { diagnostics } = lint(handmadeConfig([file], { problems }), rules);
    expect(
      diagnostics.map(({ ruleId, rejected, gitlabMessage }) => ({ ruleId, rejected, gitlabMessage })),
    ).toEqual([
      { ruleId: 'exact', rejected: true, gitlabMessage: "needs.undefined in GitLab's words" },
      { ruleId: 'subject', rejected: false, gitlabMessage: "needs.duplicate in GitLab's words" },
    ]);
  });

  it('that no rule speaks of are a bug of ours when GitLab rejects the configuration', () => {
    const problems = [
      handmadeProblem('stage.undefined', placeOf(file, 'one')),
      handmadeProblem('stage.undefined', placeOf(file, 'two')),
      handmadeProblem('stage.odd', placeOf(file, 'three'), false),
    ];
    const { crashes, diagnostics } = lint(handmadeConfig([file], { problems }), []);
    expect(diagnostics).toEqual([]);
    const error = new Error(
      "No rule speaks of stage.undefined. GitLab says: stage.undefined in GitLab's words",
    );
    expect(crashes).toEqual([{ ruleId: null, level: 'problem', path: 'a.yml', error }]);
  });

  it('of the parser are `yaml.<code>`', () => {
    const tab = { code: 'tab' as const, refused: true, message: 'A tab.', start: 3, end: 4 };
    const config = handmadeConfig([withSyntaxProblem(file, tab)]);
    const [diagnostic] = lint(config, [speaker('yaml', ['yaml.tab'])]).diagnostics;
    expect(diagnostic).toMatchObject({ rejected: true, message: { what: 'It is `yaml.tab`.' } });
    expect(diagnostic?.at).toEqual({ source: file.stream.source, start: 3, end: 4 });
  });

  it('belong to one rule', () => {
    const rules = [speaker('a', ['x.y']), speaker('b', ['x.y'])];
    expect(() => lint(handmadeConfig([file]), rules)).toThrow('Both a and b speak for x.y.');
  });
});
