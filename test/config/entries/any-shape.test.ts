import { describe, expect, it } from 'vitest';
import { keywordTables } from '../../../src/config/keywords/tables.js';
import { resolveText } from './resolve-text.js';
import { SHAPES } from './shapes.js';

const PARENTS: Readonly<Record<string, string>> = {
  artifacts: 'artifacts',
  reports: 'artifacts: {reports',
  cache: 'cache',
  cacheKey: 'cache: {key',
  environment: 'environment',
  kubernetes: 'environment: {name: e, kubernetes',
  image: 'image',
  release: 'release',
  retry: 'retry',
  parallel: 'parallel',
  inherit: 'inherit',
  hooks: 'hooks',
  pages: 'pages',
  policy: 'only',
};

/** Resolves a text and makes sure that every problem has a place in it. */
function survives(text: string): void {
  const { problems, jobs } = resolveText(text);
  for (const { at, kind } of problems) {
    expect([kind, at.start >= 0, at.start <= at.end, at.end <= at.source.text.length]).toEqual([
      kind,
      true,
      true,
      true,
    ]);
  }
  expect(JSON.parse(JSON.stringify(jobs.map(job => job.attributes)))).toHaveLength(jobs.length);
}

describe('any value under any keyword is checked without a crash', () => {
  it.each(Object.keys(keywordTables.job))('job: %s', keyword => {
    for (const shape of SHAPES) {
      survives(`job:\n  script: x\n  ${keyword}: ${shape}\n`);
      survives(`job:\n  trigger: x\n  ${keyword}: ${shape}\n`);
      survives(`default:\n  ${keyword}: ${shape}\njob: {script: x}\n`);
    }
  });

  it.each(Object.entries(PARENTS))('%s', (table, parent) => {
    const closing = '}'.repeat(parent.split('{').length);
    for (const keyword of Object.keys(keywordTables[table as keyof typeof keywordTables])) {
      for (const shape of SHAPES)
        survives(`job:\n  script: x\n  ${parent}: {${keyword}: ${shape}${closing}\n`);
    }
  });

  it.each(['needs', 'rules', 'services', 'run', 'variables', 'inputs', 'id_tokens', 'secrets'])(
    'items of %s',
    keyword => {
      for (const shape of SHAPES) {
        survives(`job:\n  script: x\n  ${keyword}: [${shape}]\n`);
        survives(`job:\n  script: x\n  ${keyword}: {a: ${shape}}\n`);
      }
    },
  );

  it.each([...Object.keys(keywordTables.root), 'job', '.hidden'])('top level: %s', key => {
    for (const shape of SHAPES) survives(`${key}: ${shape}\nother: {script: x}\n`);
  });
});
