import { expect, it } from 'vitest';
import { ROOT } from './migrate-text.js';
import { migrationFault } from './migration-fault.js';
import { randomConfig } from './random-config.js';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

it.each(SEEDS)('says in the proposed syntax what was said before (%i)', seed => {
  const { text, files } = randomConfig(seed);
  expect(migrationFault(ROOT, { [ROOT]: text, ...files })).toBeNull();
});
