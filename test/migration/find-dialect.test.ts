import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { findDialect } from '../../src/migration/find-dialect.js';

function dialect(text: string): string {
  return findDialect(resolveConfig({ root: 'ci.yml', files: memoryFiles({ 'ci.yml': text }) }));
}

describe('the syntax that a text is written in', () => {
  it.each([
    'a: {script: x, execution: manual}',
    'a: {script: x, included: false}',
    'a: {script: x, rules: [{if: $A, blocker: true}]}',
    '.a: {execution: automatic}',
    '.a: {stage: test, blocker: false}\na: {extends: .a, script: x}',
    '.r: {rules: [{included: false}]}\na: {script: x, rules: [!reference [.r, rules]]}',
    'a: {script: x, async: true}',
  ])('is the proposed one for %s', text => {
    expect(dialect(text)).toBe('proposed');
  });

  it.each([
    '',
    'a: {script: x, when: manual}',
    'variables: {execution: manual}\na: {script: x, variables: {blocker: "true"}}',
    'a: {script: x, execution: often}',
    '.settings: {execution: manual, region: eu}\na: {script: x}',
    'a: {script: x, blocker: "true"}',
  ])('is that of today for %s', text => {
    expect(dialect(text)).toBe('current');
  });
});
