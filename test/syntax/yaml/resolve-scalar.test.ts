import { describe, expect, it } from 'vitest';
import { floatText, resolvePlain } from '../../../src/syntax/yaml/resolve-scalar.js';

describe('resolvePlain', () => {
  it.each([
    'y',
    'n',
    'yess',
    'a',
    '09',
    '0o17',
    '1e3',
    '1.5e3',
    '.',
    '-',
    '-v',
    '.pre',
    '1.2.3',
    '+a',
    '1:60',
    'nil',
    ':',
    '0x',
    '1__a',
  ])('leaves %s a string', raw => expect(resolvePlain(raw)).toBeNull());

  it.each([
    ['', 'null', null, ''],
    ['~', 'null', null, ''],
    ['NULL', 'null', null, ''],
    ['yes', 'boolean', true, 'true'],
    ['tRUE', 'boolean', true, 'true'],
    ['Off', 'boolean', false, 'false'],
    ['12', 'integer', 12, '12'],
    ['+12', 'integer', 12, '12'],
    ['-0', 'integer', 0, '0'],
    ['1_000', 'integer', 1000, '1000'],
    ['1,000', 'integer', 1000, '1000'],
    ['0777', 'integer', 511, '511'],
    ['-010', 'integer', -8, '-8'],
    ['0xFf', 'integer', 255, '255'],
    ['0b101', 'integer', 5, '5'],
    ['12345678901234567890', 'integer', Number('12345678901234567890'), '12345678901234567890'],
    ['0xffffffffffffffff', 'integer', 2 ** 64, '18446744073709551615'],
    ['12:30', 'integer', 45000, '45000'],
    ['12:30:45', 'integer', 45045, '45045'],
    ['-1:30', 'integer', -1800, '-1800'],
    ['1:30.5', 'float', 5430, '5430.0'],
    ['1.10', 'float', 1.1, '1.1'],
    ['1.', 'float', 1, '1.0'],
    ['.5', 'float', 0.5, '0.5'],
    ['1.5e+3', 'float', 1500, '1500.0'],
    ['1,000.5', 'float', 1000.5, '1000.5'],
    ['.INF', 'float', Number.POSITIVE_INFINITY, 'Infinity'],
    ['-.inf', 'float', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['.NaN', 'float', Number.NaN, 'NaN'],
    [':sym', 'symbol', 'sym', 'sym'],
    [':"a b"', 'symbol', 'a b', 'a b'],
    ['2024-02-30', 'date', '2024-02-30', '2024-02-30'],
    ['2024-1-1 1:00:00 +01:00', 'date', '2024-1-1 1:00:00 +01:00', '2024-1-1 1:00:00 +01:00'],
  ] as const)('resolves %j as %s', (raw, type, value, text) => {
    expect(resolvePlain(raw)).toMatchObject({ type, value, text });
  });

  it('decides by one line of several, as Ruby does', () => {
    expect(resolvePlain('no\nno')).toMatchObject({ type: 'boolean', value: false });
    expect(resolvePlain('12\n13')).toBeNull();
  });
});

describe('floatText', () => {
  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [100, '100.0'],
    [0.0001, '0.0001'],
    [0.00001, '1.0e-05'],
    [1.5e-7, '1.5e-07'],
    [1e15, '1000000000000000.0'],
    [1e16, '1.0e+16'],
    [-1.25e100, '-1.25e+100'],
  ])('prints %d as %s', (value, text) => expect(floatText(value)).toBe(text));
});
