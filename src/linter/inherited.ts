/** How a value that a problem is about came to where it takes effect, for people. */
import type { Related } from '../config/problem.js';
import type { Step, StepKind } from '../config/value.js';

const MOST_STEPS = 6;

const WORDS: Readonly<Record<StepKind, string>> = {
  include: 'The file is included here.',
  extends: 'It is inherited by `extends` here.',
  reference: 'It is taken over by `!reference` here.',
  default: 'It comes from `default`.',
  global: 'It comes from the top level.',
  alias: 'It is repeated by an alias here.',
  merge: 'It is merged in by `<<` here.',
  input: 'It comes from an input.',
};

/** One related place for each step from the written text to its use, the first step first. */
export function inheritedFrom(via: Step | undefined): Related[] {
  const related: Related[] = [];
  for (let step = via; step !== undefined && related.length < MOST_STEPS; step = step.next) {
    related.push({ message: WORDS[step.kind], at: step.at });
  }
  return related.reverse();
}
