import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import type { Dialect } from '../../src/config/dialect.js';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { findSites } from '../../src/migration/rewriting/site.js';
import { lowerSites } from '../../src/migration/to-current/migrate-to-current.js';
import { translateSites } from '../../src/migration/to-proposed/translate.js';
import { applyEdits } from '../../src/syntax/edit.js';
import { effectiveConfig } from '../rules/effective-jobs.js';
import { lostComments } from './lost-comments.js';
import { loweredForms } from './lowered-forms.js';
import { ROOT } from './migrate-text.js';
import { randomConfiguration } from './random-configuration.js';

function resolve(text: string, dialect: Dialect): Config {
  return resolveConfig({ root: ROOT, files: memoryFiles({ [ROOT]: text }), dialect });
}

function toProposed(text: string): string {
  return applied(text, translateSites(findSites(resolve(text, 'current'))).edits);
}

function toCurrent(text: string): string {
  return applied(text, lowerSites(findSites(resolve(text, 'proposed'))).edits);
}

function applied(text: string, edits: ReturnType<typeof lowerSites>['edits']): string {
  return [...edits].reduce((_, [source, own]) => applyEdits(source, own), text);
}

/** Without what does not matter: how a job would start in a pipeline that it is not in. */
function behaviour(text: string): unknown {
  return JSON.parse(JSON.stringify(effectiveConfig(resolve(text, 'current'))), (_key, value) =>
    value?.when === 'never' ? { ...value, allowFailure: null, startIn: null } : value,
  );
}

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

describe('there and back again', { timeout: 60_000 }, () => {
  it('resolves to the same jobs, and loses no comment', () => {
    let valid = 0;
    for (const seed of SEEDS) {
      const text = randomConfiguration(seed, 'current', { sharing: seed % 4 > 0 });
      if (!resolve(text, 'current').valid) continue;
      valid++;
      const back = toCurrent(toProposed(text));
      expect(behaviour(back), text).toEqual(behaviour(text));
      expect(lostComments(text, back), text).toEqual([]);
    }
    expect(valid).toBeGreaterThan(40);
  });

  it('comes back to the same text where all defaults are written', () => {
    const text = [
      '# release',
      'stages: [build, deploy] # two',
      '',
      "build: {script: 'make', stage: build}",
      'deploy:',
      '    stage: deploy',
      '    when: manual   # somebody',
      '    allow_failure: false',
      '    needs: ["build"]',
      '    script:',
      '    - ./deploy',
      'later:',
      '    when: delayed',
      '    start_in: 5 minutes',
      '    script: x',
      'sometimes:',
      '    script: x',
      '    rules:',
      '    -   if: $CI_COMMIT_TAG',
      '        when: never',
      '    -   when: manual',
      '        allow_failure: true',
      '',
    ].join('\r\n');
    const proposed = toProposed(text);
    expect(proposed).not.toBe(text);
    expect(toCurrent(proposed)).toBe(text);
  });

  it('makes the proposed text again from what it was lowered to', () => {
    for (const seed of SEEDS.slice(0, 25)) {
      const text = randomConfiguration(seed, 'current', { sharing: false });
      if (!resolve(text, 'current').valid) continue;
      const proposed = toProposed(text);
      expect(behaviour(toCurrent(toProposed(toCurrent(proposed)))), text).toEqual(behaviour(text));
    }
  });
});

describe('from the proposed syntax', { timeout: 60_000 }, () => {
  it('says all that today can say, and tells of the rest', () => {
    let lossy = 0;
    for (const seed of SEEDS) {
      const text = randomConfiguration(seed, 'proposed', { sharing: seed % 4 > 0 });
      const before = resolve(text, 'proposed');
      if (!before.valid) continue;
      const { edits, notes } = lowerSites(findSites(before));
      const lowered = applied(text, edits);
      const after = resolve(lowered, 'current');
      expect(
        after.problems.filter(({ rejected }) => rejected),
        lowered,
      ).toEqual([]);
      const wanted = loweredForms(before);
      expect(loweredForms(after).forms, lowered).toEqual(wanted.forms);
      const told = new Set(notes.map(({ job }) => job));
      expect(
        wanted.lossy.filter(job => !told.has(job)),
        lowered,
      ).toEqual([]);
      expect(lostComments(text, lowered), lowered).toEqual([]);
      expect(toCurrent(lowered)).toBe(lowered);
      lossy += Number(wanted.lossy.length > 0);
    }
    expect(lossy).toBeGreaterThan(15);
  });
});
