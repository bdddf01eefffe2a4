import { expect, it } from 'vitest';
import type { Scope } from '../../../src/conditions/solver/reading.js';
import { Solver } from '../../../src/conditions/solver/solver.js';

const scope: Scope = { variables: new Map([['DIR', 'src']]) };

/** Whether a rule with one glob asks the same as an `only` with another. */
function isSame(inRule: string, inOnly: string): boolean {
  const solver = new Solver();
  const rule = solver.changes({ paths: [inRule] }, scope);
  const only = solver.policy({ changes: [inOnly] }, null, scope);
  const either = solver.or(solver.and(rule, solver.not(only)), solver.and(only, solver.not(rule)));
  return solver.decide(either) === 'never';
}

it('takes a sign in brackets for the sign, where nothing is put in', () => {
  expect(isSame('[$]DIR/*', '$DIR/*')).toBe(true);
  expect(isSame('[%]DIR[%]/*', '%DIR%/*')).toBe(true);
  expect(isSame('$DIR/*', '$DIR/*')).toBe(false);
  expect(isSame('$DIR/*', 'src/*')).toBe(true);
});

it('leaves brackets that hold more', () => {
  expect(isSame('[$a]/*', '$/*')).toBe(false);
  expect(isSame('[[$]/*', '[$/*')).toBe(false);
});
