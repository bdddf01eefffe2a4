import type { Config } from '../../../src/config/config.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { migrate } from '../../../src/migration/migrate.js';
import type { Migration } from '../../../src/migration/migration.js';
import { compareBehaviour } from '../../../src/pipeline/compare/compare-behaviour.js';
import type { Comparison, Side } from '../../../src/pipeline/compare/comparison.js';
import { mutantsOf } from '../../migration/mutate.js';
import { randomConfig } from '../../migration/random-config.js';
import { bruteForce } from '../../pipeline/compare/brute-force.js';
import type { Family, Verdict } from '../family.js';

const ROOT = 'ci.yml';
/** So many that change something. */
const WANTED = 500;
const MOST_OF_ONE = 5;

/**
 * Faults put into migrated files: where trying every outcome shows that something behaves otherwise then, the comparison says
 * so. Nothing from outside is needed.
 */
function* verdicts(): Generator<Verdict> {
  const figures = { mutants: 0, different: 0, caught: 0, open: 0, missed: 0, jobsMissed: 0 };
  for (let seed = 0; figures.different < WANTED; seed++) {
    const { text, files } = randomConfig(seed, 'small');
    const done = migrate({ root: ROOT, files: memoryFiles({ ...files, [ROOT]: text }), target: 'proposed' });
    if (!done.before.valid || !done.after.valid) continue;
    for (const [index, mutant] of mutations(done).entries()) {
      figures.mutants++;
      const differing = bruteForce(...sidesOf(done, mutant));
      if (differing.size > 0) figures.different++;
      const { whole, jobs } = saidOf(sidesOf(done, mutant), differing);
      figures.jobsMissed += jobs.filter(verdict => verdict === 'preserved').length;
      if (differing.size > 0) figures[OUTCOMES[whole]]++;
      const names = [...differing].map(name => name ?? 'the pipeline').join(', ');
      const isMissed = differing.size > 0 && whole !== 'changed';
      const disagreement = isMissed ? `${names} behave otherwise, and it says ${whole}` : null;
      yield { id: `${seed}/${index}`, disagreement };
    }
  }
  console.log(`    ${JSON.stringify(figures)}`);
}

/** What mutated files resolve to, where that is valid. */
function mutations({ files, before }: Migration): readonly Config[] {
  const mutants = files.flatMap(({ source, text }) =>
    mutantsOf(text).map(mutant => ({
      ...Object.fromEntries(files.map(file => [file.source.path, file.text])),
      [source.path]: mutant,
    })),
  );
  const step = Math.max(1, Math.floor(mutants.length / MOST_OF_ONE));
  return mutants
    .filter((_mutant, index) => index % step === 0)
    .map(texts => resolveConfig({ root: before.root, files: memoryFiles(texts), dialect: 'proposed' }))
    .filter(({ valid }) => valid);
}

/** The old configuration where its migration keeps the behaviour; else the migration, so that only the fault differs. */
function sidesOf({ before, after, comparison }: Migration, mutant: Config): [Side, Side] {
  const faulty: Side = { config: mutant, semantics: 'proposed' };
  const isKept = comparison.verdict === 'preserved';
  return [
    isKept ? { config: before, semantics: 'current' } : { config: after, semantics: 'proposed' },
    faulty,
  ];
}

const OUTCOMES = { changed: 'caught', unproven: 'open', preserved: 'missed' } as const;

/** What the comparison says of the whole, and of each job that differs. */
function saidOf(
  [before, after]: [Side, Side],
  differing: ReadonlySet<string | null>,
): { readonly whole: Comparison['verdict']; readonly jobs: readonly string[] } {
  const { verdict, jobs } = compareBehaviour(before, after);
  return {
    whole: verdict,
    jobs: jobs.filter(({ job }) => differing.has(job)).map(finding => finding.verdict),
  };
}

export const family: Family = { name: 'migrate-mutations', verdicts };
