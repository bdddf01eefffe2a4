import { expect, it } from 'vitest';
import { presenceIn } from '../../../src/conditions/pipeline-types.js';
import { REF_NAMES } from '../../../src/conditions/predefined-variables.js';
import type { RulesEntry } from '../../../src/conditions/rules/entry.js';
import type { Formula } from '../../../src/conditions/solver/formula.js';
import { type Answer, Solver } from '../../../src/conditions/solver/solver.js';
import type { Witness } from '../../../src/conditions/solver/witness.js';
import {
  allPipelines,
  createRandom,
  decidingEntry,
  type Pipeline,
  type RandomRules,
  randomRules,
} from './brute-force.js';

const SETS = Number(process.env.SOLVER_SETS ?? 200);
const SEED = Number(process.env.SOLVER_SEED ?? 1);

/** Which entries decide in some pipeline, which in none. */
function count(rules: RandomRules): { readonly total: number; readonly deciding: readonly number[] } {
  const deciding = rules.entries.map(() => 0);
  let total = 0;
  for (const pipeline of allPipelines(rules)) {
    total++;
    const index = decidingEntry(rules.entries, pipeline);
    if (index !== -1) deciding[index] = (deciding[index] ?? 0) + 1;
  }
  return { total, deciding };
}

it(`agrees with trying all pipelines on ${SETS} random sets of rules`, { timeout: 3_600_000 }, () => {
  const random = createRandom(SEED);
  const disagreements: string[] = [];
  const answers: Record<Answer, number> = { never: 0, always: 0, sometimes: 0, unknown: 0 };
  for (let set = 0; set < SETS; set++) {
    const rules = randomRules(random);
    const { total, deciding } = count(rules);
    const solver = new Solver({ types: [...new Set(rules.types)] });
    for (const [index, formula] of solver.decisions(rules.entries).entries()) {
      const answer = solver.decide(formula);
      answers[answer]++;
      const times = deciding[index] ?? 0;
      if (!isRight(answer, times, total) || !isShown(solver, formula, answer, rules.entries, index)) {
        disagreements.push(`${answer}, ${times} of ${total}: entry ${index} of ${describe(rules)}`);
      }
    }
  }
  if (process.env.SOLVER_SETS !== undefined) console.log(`${disagreements.length} disagree`, answers);
  expect(disagreements.slice(0, 10)).toEqual([]);
  expect(answers.unknown).toBeLessThan(SETS / 20);
});

/** The pool of texts is finite, so it may miss a pipeline that the solver found, but not the other way round. */
function isRight(answer: Answer, times: number, total: number): boolean {
  if (answer === 'never') return times === 0;
  return answer !== 'always' || times === total;
}

/** Whether there are pipelines in which the entry decides and does not decide, as far as the answer claims so. */
function isShown(
  solver: Solver,
  formula: Formula,
  answer: Answer,
  entries: readonly RulesEntry[],
  index: number,
): boolean {
  const decides = solver.witness(formula);
  const another = solver.witness(solver.not(formula));
  if (answer !== 'unknown' && (decides === null) !== (answer === 'never')) return false;
  if (answer !== 'unknown' && (another === null) !== (answer === 'always')) return false;
  return (
    (decides === null || (isPipeline(decides) && decidingEntry(entries, toPipeline(decides)) === index)) &&
    (another === null || (isPipeline(another) && decidingEntry(entries, toPipeline(another)) !== index))
  );
}

function toPipeline({ type, variables, changes }: Witness): Pipeline {
  return { type, values: variables, changes };
}

/** Whether GitLab could have such a pipeline. */
function isPipeline({ type, variables, changes }: Witness): boolean {
  if (variables.get('CI_PIPELINE_SOURCE') !== type.pipelineSource) return false;
  if ((type.changes === 'known' && changes === null) || (type.changes === 'unknown' && changes !== null))
    return false;
  return [...variables].every(([name, value]) => {
    if (presenceIn(type, name) === 'unset') return false;
    return !REF_NAMES.has(name) || /^[^\s~^:?*[\\]+$/.test(value);
  });
}

function describe(rules: RandomRules): string {
  return `${JSON.stringify(rules.entries)} in ${rules.types.map(type => type.id)}`;
}
