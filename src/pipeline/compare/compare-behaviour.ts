/** Proves that two configurations behave alike, or shows a pipeline in which they do not. */
import { declarationsOf, possibleTypes } from '../../conditions/project.js';
import { Solver } from '../../conditions/solver/solver.js';
import type { Config } from '../../config/config.js';
import { CHILD_TYPES } from '../membership/child-sightings.js';
import { conditionsOf } from '../membership/conditions.js';
import { type Comparing, compareComposition } from './compare-composition.js';
import { comparePipelines } from './compare-pipelines.js';
import type { Comparison, Side } from './comparison.js';
import { contextFinder } from './context-finder.js';
import { Ledger } from './ledger.js';
import { sideShapes } from './side-shapes.js';

export interface CompareOptions {
  /** What to make of text that could not be read: nothing is proven then, unless it is taken for absent. */
  readonly unread?: 'unknown' | 'absent';
}

export function compareBehaviour(before: Side, after: Side, options: CompareOptions = {}): Comparison {
  const solver = solverFor(before.config);
  const conditions = [conditionsOf(before.config), conditionsOf(after.config)];
  const names = new Set(conditions.flatMap(condition => [...condition.names]));
  const shapes = [sideShapes(before.config, solver, names), sideShapes(after.config, solver, names)] as const;
  const subjects = [...new Set([...shapes[0].jobs.keys(), ...shapes[1].jobs.keys()])];
  const ledger = new Ledger(subjects);
  const comparing: Comparing = {
    sides: [before, after],
    shapes,
    solver,
    findContext: contextFinder(solver, conditions),
    ledger,
  };
  compareComposition(comparing);
  comparePipelines(comparing);
  if (options.unread !== 'absent' && !conditions.every(({ isWhole }) => isWhole)) {
    const reason = 'not all files could be read, or which are read depends on the pipeline';
    for (const subject of [null, ...subjects]) ledger.leaveOpen(subject, reason);
  }
  return ledger.comparison();
}

/** The settings may say which pipelines the project can have; a child pipeline is started by a job. */
function solverFor({ project, parent }: Config): Solver {
  const possible = possibleTypes(project);
  return new Solver({
    types: parent === null ? possible : possible.filter(type => CHILD_TYPES.includes(type)),
    variables: declarationsOf(project),
    protectedRefs: project.protectedRefs,
  });
}
