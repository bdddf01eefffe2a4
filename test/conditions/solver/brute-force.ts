/** Random rules over a few variables, and all pipelines over a pool of texts, to compare the solver with. */
import { evaluateExpression } from '../../../src/conditions/expression/evaluate.js';
import { parseExpression } from '../../../src/conditions/expression/parser.js';
import { matchesChanges, PathSet } from '../../../src/conditions/path-set.js';
import { PIPELINE_TYPES, type PipelineType } from '../../../src/conditions/pipeline-types.js';
import type { RulesEntry } from '../../../src/conditions/rules/entry.js';

export type Random = (below: number) => number;

export function createRandom(seed: number): Random {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

const REFS = ['main', 'ma', 'v1', 'v1.2', 'x', 'Main', 'a/n', 'true'];
const TEXTS = ['', ' ', 'main', 'ma', 'v1', 'v1.2', 'true', 'false', 'x', 'n', 'Main'];
const PATTERNS = [
  '/^ma/',
  '/^v\\d+$/',
  '/^v/',
  '/n$/',
  '/^main$/',
  '/main/i',
  '/^$/',
  '/x*/',
  '/^(main|v1)$/',
  '/\\./',
];
const LITERALS = ['main', 'v1', 'v1.2', '', 'true', 'ma'];
const VARIABLES = ['A', 'B', 'CI_COMMIT_BRANCH', 'CI_COMMIT_TAG', 'CI_DEFAULT_BRANCH', 'CI_PIPELINE_SOURCE'];
const SOURCES = ['push', 'schedule', 'merge_request_event', 'web'];
const GLOBS = ['src/**/*', '*.md', 'docs/*', '**/*', 'src/*.rb'];
const PATHS = ['src/x', 'src/a.rb', 'a.md', 'docs/a', 'zz/q', 'b.txt'];

export interface RandomRules {
  readonly entries: readonly RulesEntry[];
  readonly types: readonly PipelineType[];
}

/** Two to four entries over at most three variables, for a few types. */
export function randomRules(random: Random): RandomRules {
  const names = [0, 1, 2].map(() => pick(random, VARIABLES));
  const entries = Array.from({ length: 2 + random(3) }, () => ({
    if: random(8) === 0 ? undefined : randomExpression(random, names, 2),
    changes:
      random(4) === 0 ? { paths: [pick(random, GLOBS), pick(random, GLOBS)].slice(random(2)) } : undefined,
  }));
  return { entries, types: [0, 1, 2, 3].map(() => pick(random, PIPELINE_TYPES)) };
}

function randomExpression(random: Random, names: readonly string[], depth: number): string {
  const kind = depth === 0 ? random(6) : random(11);
  const variable = `$${pick(random, names)}`;
  if (kind < 2) return variable;
  if (kind < 4) return `${variable} ${pick(random, ['==', '!='])} ${randomOperand(random, names, variable)}`;
  if (kind < 6) return `${variable} ${pick(random, ['=~', '!~'])} ${pick(random, PATTERNS)}`;
  const left = randomExpression(random, names, depth - 1);
  const right = randomExpression(random, names, depth - 1);
  if (kind < 9) return `(${left} ${pick(random, ['&&', '||'])} ${right})`;
  if (kind === 9) return `!(${left})`;
  return `(${left} ${pick(random, ['&&', '||'])} ${right}) ${pick(random, ['==', '=~'])} ${pick(random, ['"main"', '/main/', 'true'])}`.replace(
    '=~ true',
    '== true',
  );
}

function randomOperand(random: Random, names: readonly string[], variable: string): string {
  if (variable === '$CI_PIPELINE_SOURCE') return `"${pick(random, SOURCES)}"`;
  return pick(random, ['null', `$${pick(random, names)}`, 'true', ...LITERALS.map(text => `"${text}"`)]);
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random(items.length)] as Item;
}

export interface Pipeline {
  readonly type: PipelineType;
  readonly values: ReadonlyMap<string, string>;
  readonly changes: readonly string[] | null;
}

/** The entry that decides in the pipeline, or -1. */
export function decidingEntry(entries: readonly RulesEntry[], { values, changes }: Pipeline): number {
  const paths = changes && new PathSet(changes);
  return entries.findIndex(entry => {
    const parsed = parseExpression(entry.if ?? 'true');
    return (
      parsed.ok &&
      evaluateExpression(parsed.expression, name => values.get(name)) === true &&
      (entry.changes === undefined || paths === null || matchesChanges(paths, entry.changes.paths))
    );
  });
}

/** Every pipeline of the types in which the variables have texts of the pool. */
export function* allPipelines({ entries, types }: RandomRules): Generator<Pipeline> {
  const text = entries.map(entry => entry.if ?? '').join(' ');
  const uses = (name: string): boolean => new RegExp(`\\$${name}\\b`).test(text);
  const usesRef = uses('CI_COMMIT_BRANCH') || uses('CI_COMMIT_TAG');
  const usesChanges = entries.some(entry => entry.changes !== undefined);
  for (const type of new Set(types)) {
    for (const a of uses('A') ? [undefined, ...TEXTS] : [undefined]) {
      for (const b of uses('B') ? [undefined, ...TEXTS] : [undefined]) {
        for (const ref of usesRef ? REFS : ['x']) {
          for (const main of uses('CI_DEFAULT_BRANCH') ? REFS : ['x']) {
            const values = new Map([['CI_PIPELINE_SOURCE', type.pipelineSource]]);
            if (a !== undefined) values.set('A', a);
            if (b !== undefined) values.set('B', b);
            values.set('CI_DEFAULT_BRANCH', main);
            if (type.refKind === 'branch') values.set('CI_COMMIT_BRANCH', ref);
            if (type.refKind === 'tag') values.set('CI_COMMIT_TAG', ref);
            for (const changes of possibleChanges(type, usesChanges)) yield { type, values, changes };
          }
        }
      }
    }
  }
}

function possibleChanges(type: PipelineType, matter: boolean): readonly (readonly string[] | null)[] {
  if (!matter || type.changes === 'unknown') return [null];
  const subsets = Array.from({ length: 2 ** PATHS.length }, (_, bits) =>
    PATHS.filter((_path, index) => (bits >> index) & 1),
  );
  return type.changes === 'either' ? [null, ...subsets] : subsets;
}
