import { expect, test } from 'vitest';
import { keywordTables } from '../../../src/config/keywords/tables.js';
import { isBelow, isLater, LATEST_GITLAB } from '../../../src/config/keywords/target.js';

test.each([
  ['18.10', '18.9', true],
  ['18.9', '18.10', false],
  ['17.11', '18.0', false],
  ['18.0', '17.11', true],
  ['18.11', '18.11', false],
])('isLater(%s, %s) is %s', (version, other, later) => {
  expect(isLater(version, other)).toBe(later);
});

test('tiers are in order', () => {
  expect(isBelow('free', 'premium')).toBe(true);
  expect(isBelow('premium', 'ultimate')).toBe(true);
  expect(isBelow('premium', 'premium')).toBe(false);
  expect(isBelow('ultimate', 'premium')).toBe(false);
});

test('the tables hold versions up to the latest, and new values among all values', () => {
  for (const [entry, table] of Object.entries(keywordTables)) {
    for (const [name, { since, deprecated, values, newValues }] of Object.entries(table)) {
      const place = `${entry}.${name}`;
      for (const version of [since, deprecated, ...Object.values(newValues ?? {})]) {
        if (version === undefined) continue;
        expect(version, place).toMatch(/^\d+\.\d+$/);
        expect(isLater(version, LATEST_GITLAB), place).toBe(false);
      }
      expect(values ?? [], place).toEqual(expect.arrayContaining(Object.keys(newValues ?? {})));
    }
  }
});

test('forms of values name tables that exist', () => {
  for (const table of Object.values(keywordTables)) {
    for (const { accepts } of Object.values(table)) {
      for (const shape of accepts) {
        const [, entry] = shape.split(':');
        if (entry !== undefined) expect(Object.keys(keywordTables)).toContain(entry);
      }
    }
  }
});
