import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node } from '../../../src/syntax/node.js';
import type { Range } from '../../../src/syntax/range.js';
import { Source } from '../../../src/syntax/source.js';
import { outerRange, pairRange } from '../../../src/syntax/yaml/layout.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';

const pieces =
  'a|b: |: |- |-|? |\n|\n  |\n    | |"x"|\'y\'|"|\'|[|]|{|}|,|#c| # d|&a |*a|!t |!!str |>\n|\t|\r\n|---\n|...\n|%YAML 1.1\n|é|😀|\\|1|key: v\n|\u2028|\ufeff|@|`|%|12:30|~|2024-01-01';
const texts = fc.oneof(
  fc.array(fc.constantFrom(...pieces.split('|'), '|\n', '|'), { maxLength: 16 }).map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Ranges lie in their parents, one behind the other. */
function expectNested(node: Node, within: Range): void {
  const outer = outerRange(node);
  expect(outer.start).toBeGreaterThanOrEqual(within.start);
  expect(outer.end).toBeLessThanOrEqual(within.end);
  expect(node.start).toBeLessThanOrEqual(node.end);
  if (node.kind === 'scalar' || node.kind === 'alias') return;
  let at = outer.start;
  const children = node.kind === 'sequence' ? node.items : node.pairs.flatMap(pair => [pair.key, pair.value]);
  for (const child of children) {
    expectNested(child, { start: at, end: outer.end });
    at = outerRange(child).end;
  }
}

describe('parseYaml', () => {
  it('never throws, and its ranges nest', () => {
    fc.assert(
      fc.property(texts, text => {
        const { documents, comments, problems } = parseYaml(new Source('x', text));
        for (const { contents, start, end } of documents)
          if (contents) expectNested(contents, { start, end });
        for (const { start, end } of [...comments, ...problems]) {
          expect(0 <= start && start <= end && end <= text.length).toBe(true);
        }
        for (const comment of comments)
          expect(text.slice(comment.start, comment.end)).toBe(`#${comment.text}`);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives plain text and keys the range of what is written', () => {
    fc.assert(
      fc.property(texts, text => {
        const visit = (node: Node): void => {
          if (node.kind === 'scalar' && node.style === 'plain' && !/\s/.test(node.raw)) {
            expect(text.slice(node.start, node.end)).toBe(node.raw);
          }
          if (node.kind === 'alias') expect(text.slice(node.start, node.end)).toBe(`*${node.name}`);
          if (node.kind === 'sequence') node.items.forEach(visit);
          if (node.kind !== 'mapping') return;
          for (const pair of node.pairs) {
            expect(pairRange(pair).start).toBe(outerRange(pair.key).start);
            visit(pair.key);
            visit(pair.value);
          }
        };
        for (const { contents } of parseYaml(new Source('x', text)).documents) if (contents) visit(contents);
      }),
      { numRuns: 2000 },
    );
  });
});
