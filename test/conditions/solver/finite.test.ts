import { expect, it } from 'vitest';
import { evaluateExpression } from '../../../src/conditions/expression/evaluate.js';
import { parseExpression } from '../../../src/conditions/expression/parser.js';
import { PIPELINE_TYPES } from '../../../src/conditions/pipeline-types.js';
import { type Answer, Solver } from '../../../src/conditions/solver/solver.js';
import { createRandom, type Random } from './brute-force.js';

const TEXTS = [
  '',
  'main',
  'Main',
  'ma',
  '/',
  '/main/',
  '/ma.n/i',
  'x\n/MAIN/i\ny',
  'true',
  'false',
  ' ',
  '(',
  '/(/',
  '//',
];
const PATTERNS = ['/ma/', '/^$/', '/main/i', '/x*/', '/^(main|ma)$/', '/\\d/'];
const OPERATORS = ['==', '!=', '=~', '!~', '&&', '||'];
const EXPRESSIONS = Number(process.env.SOLVER_SETS ?? 1_000);

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random(items.length)] as Item;
}

/** Any shape that the grammar allows, patterns on the left and booleans compared included. */
function randomExpression(random: Random, depth: number): string {
  const kind = random(depth > 0 ? 9 : 3);
  if (kind === 0) return `$${pick(random, ['A', 'B'])}`;
  if (kind === 1) return pick(random, [...PATTERNS, 'null', 'true', 'false']);
  if (kind === 2) return `"${pick(random, TEXTS).replaceAll('\n', '')}"`;
  const left = randomExpression(random, depth - 1);
  if (kind === 3) return `(${left})`;
  if (kind === 4) return `!${left}`;
  return `${left} ${pick(random, OPERATORS)} ${randomExpression(random, depth - 1)}`;
}

it(`is exact for variables whose values are declared, on ${EXPRESSIONS} expressions`, {
  timeout: 600_000,
}, () => {
  const random = createRandom(3);
  for (let round = 0; round < EXPRESSIONS; round++) {
    const parsed = parseExpression(randomExpression(random, 3));
    if (!parsed.ok) continue;
    const values = { A: [pick(random, TEXTS), pick(random, TEXTS)], B: [pick(random, TEXTS)] };
    const holds = (a: string | undefined, b: string | undefined): boolean =>
      evaluateExpression(parsed.expression, name => (name === 'A' ? a : b)) === true;
    const answers = [undefined, ...values.A].flatMap(a => [undefined, ...values.B].map(b => holds(a, b)));
    const variables = new Map(Object.entries(values).map(([name, texts]) => [name, { values: texts }]));
    const solver = new Solver({ types: PIPELINE_TYPES.slice(0, 1), variables });
    const formula = solver.expression(parsed.expression.text);
    const about = `${parsed.expression.text} ${JSON.stringify(values)}`;
    expect(solver.decide(formula), about).toBe(expectedAnswer(answers));
    const witness = solver.witness(formula);
    if (witness !== null)
      expect(holds(witness.variables.get('A'), witness.variables.get('B')), about).toBe(true);
  }
});

function expectedAnswer(answers: readonly boolean[]): Answer {
  if (answers.every(answer => answer)) return 'always';
  return answers.some(answer => answer) ? 'sometimes' : 'never';
}
