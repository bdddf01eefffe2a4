import { join } from 'node:path';
import { type CorpusEntry, readCorpus } from '../../../scripts/corpus.js';
import { fixFiles } from '../../../src/api/lint-files.js';
import type { Family, Verdict } from '../family.js';

const CASES = Number(process.env.CI_LINT_MUTATIONS ?? 2_000);
/** A change is tried on files of up to this many characters, so that the run takes seconds. */
const MAX_CHARACTERS = 20_000;
const MAX_MILLISECONDS = 5_000;

const SNIPPETS = [
  '\n',
  '\t',
  ' ',
  '  ',
  ':',
  ': ',
  '- ',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '<<: *a\n',
  '!reference [.a, b]',
  '|',
  '>',
  '\u{feff}',
  '---\n',
  'null',
  '~',
  '12:30',
  '2024-01-01',
  'yes',
  '[]',
  '{}',
  '$[[ inputs.x ]]',
  'extends: x\n',
  'needs: [x]\n',
  'rules:\n',
  'include: x.yml\n',
  'parallel: 3\n',
  'when: manual\n',
  'spec:\n',
  '\r\n',
  '\0',
  '\u{1F600}',
];

/** The same numbers in every run (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function mutate(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const length = random(12);
  const lines = text.split('\n');
  switch (random(5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + (SNIPPETS[random(SNIPPETS.length)] ?? '') + text.slice(at);
    case 2:
      lines.splice(random(lines.length), 1, ...lines.slice(random(lines.length)).slice(0, 2));
      return lines.join('\n');
    case 3:
      lines.splice(random(lines.length), 1 + random(3));
      return lines.join('\n');
    default: {
      const line = random(lines.length);
      lines[line] = ' '.repeat(random(5)) + (lines[line] ?? '').trimStart();
      return lines.join('\n');
    }
  }
}

/** Real files with random damage: nothing crashes, nothing hangs, and fixes come to an end. */
function* verdicts(oracle: string): Generator<Verdict> {
  const corpus = [...readCorpus(join(oracle, '../corpus'))].filter(
    entry => (entry.files[entry.root] ?? '').length < MAX_CHARACTERS,
  );
  if (corpus.length === 0) return;
  for (let index = 0; index < CASES; index++) {
    const random = randomNumbers(index);
    const entry = corpus[random(corpus.length)];
    if (entry !== undefined) yield { id: `${index}-${entry.name}`, disagreement: damage(entry, random) };
  }
}

function damage({ root, files }: CorpusEntry, random: (below: number) => number): string | null {
  let text = files[root] ?? '';
  for (let changes = 1 + random(4); changes > 0; changes--) text = mutate(text, random);
  const started = performance.now();
  try {
    const { last, skipped } = fixFiles({ ...files, [root]: text }, 'unsafe', { root });
    if (last.result.crashes.length > 0) return `a rule crashed: ${String(last.result.crashes[0]?.error)}`;
    if (skipped.some(({ reason }) => reason === 'rounds')) return 'the fixes do not come to an end';
  } catch (error) {
    return `a crash: ${error instanceof Error ? error.stack : String(error)}`;
  }
  const milliseconds = performance.now() - started;
  return milliseconds > MAX_MILLISECONDS ? `took ${milliseconds.toFixed(0)} ms` : null;
}

export const family: Family = { name: 'corpus-mutations', verdicts };
