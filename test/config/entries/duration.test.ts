import { expect, it } from 'vitest';
import { isExpiry, parseDuration } from '../../../src/config/entries/duration.js';

it.each([
  ['45', 45],
  ['90s', 90],
  ['1h 30', 3630],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['.5 hours', 1800],
  ['hour', 3600],
  ['minute 30sec', 90],
  ['2 hours and 5 minutes', 7500],
  ['3 weeks, 2 days', 1_987_200],
  ['1 mo', 2_592_000],
  ['1 year', 31_557_600],
  ['1 2 3', 3],
  ['five minutes', 300],
  ['Twenty-five Minutes', 1500],
  ['two hundred seconds', 200],
  ['one and a half hours', 5400],
  ['10:20', 620],
  ['1:02:03', 3723],
  ['10:20:', 620],
])('reads %j as %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

it.each([
  '',
  ' ',
  '0',
  'and',
  'soon',
  'a day',
  '5 min.',
  '1/2 hour',
  '-5 minutes',
  '1,5 hours',
  '1e3',
  '\u00a01h',
  '1:2:3:4:5:6:7',
])('cannot read %j', text => {
  expect(parseDuration(text)).toBeNull();
});

it('takes never for an expiry only', () => {
  expect(isExpiry('Never')).toBe(true);
  expect(isExpiry('never ever')).toBe(false);
  expect(parseDuration('never')).toBeNull();
});

it('gives up on endless texts at once', () => {
  expect(parseDuration('1'.repeat(100_000))).toBeNull();
});
