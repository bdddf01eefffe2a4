import { expect, it } from 'vitest';
import { PathSet } from '../../../src/conditions/path-set.js';
import type { Config } from '../../../src/config/config.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { migrateOnlyExcept } from '../../../src/migration/only-except/migrate-only-except.js';
import { composePipeline } from '../../../src/pipeline/compose.js';
import { CONTEXT_TYPES } from '../../../src/pipeline/context-types.js';
import { describeContext, type PipelineContext } from '../../../src/pipeline/pipeline-context.js';
import { Source } from '../../../src/syntax/source.js';
import { commentsOf } from '../../../src/syntax/yaml/comments.js';

const ROOT = '.gitlab-ci.yml';

const REFS = ['main', 'branches', 'tags', 'merge_requests', 'schedules', 'web', '/^v/', '/^feature/.*$/'];
const EXPRESSIONS = ['$A == "x"', '$B', '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'];

type Dice = (count: number) => number;

function diceOf(seed: number): Dice {
  let state = seed * 7919 + 17;
  return count => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

function pick(dice: Dice, items: readonly string[]): string {
  return items[dice(items.length)] ?? '';
}

function list(dice: Dice, items: readonly string[], indent: string): string[] {
  const count = 1 + dice(3);
  return Array.from({ length: count }, (_, at) => {
    const comment = dice(4) === 0 ? ` # ${indent.length}.${at}` : '';
    return `${indent}- ${pick(dice, items)}${comment}`;
  });
}

/** `only` or `except`, in any form it has. */
function policy(dice: Dice, name: string): string[] {
  const comment = dice(4) === 0 ? [`  # about ${name}`] : [];
  switch (dice(6)) {
    case 0:
      return [...comment, `  ${name}: [${pick(dice, REFS.slice(0, 6))}] # flow`];
    case 1:
      return [...comment, `  ${name}:`, ...list(dice, REFS, '    ')];
    case 2:
      return [`  ${name}:`, '    refs:', ...list(dice, REFS, '      ')];
    case 3:
      return [...comment, `  ${name}:`, '    variables:', ...list(dice, EXPRESSIONS, '      ')];
    case 4:
      return [`  ${name}:`, '    changes: [src/**/*, "*.md"]', '    refs:', ...list(dice, REFS, '    ')];
    default:
      return dice(3) === 0
        ? [`  ${name}:`]
        : [`  ${name}: &${name}${dice(1_000_000)}`, ...list(dice, REFS, '    ')];
  }
}

function policies(dice: Dice): string[] {
  const lines: string[] = [];
  const kind = dice(5);
  if (kind < 3) lines.push(...policy(dice, 'only'));
  if (dice(3) === 0) lines.push('  tags: [docker] # between');
  if (kind === 1 || kind === 3) lines.push(...policy(dice, 'except'));
  return lines;
}

function randomText(seed: number): string {
  const dice = diceOf(seed);
  const lines = ['# top'];
  if (dice(4) === 0) lines.push('workflow:', '  rules:', '    - if: $CI_COMMIT_TAG', '    - when: always');
  lines.push('.first: &first', '  script: make', ...policies(dice), '');
  lines.push(
    '.second: &second',
    ...(dice(2) === 0 ? ['  extends: .first'] : ['  script: make']),
    ...policies(dice),
    '',
  );
  const count = 2 + dice(4);
  for (let at = 0; at < count; at++) {
    lines.push(`job${at}:`);
    const base = dice(5);
    if (base === 0) lines.push('  extends: .first');
    if (base === 1) lines.push('  extends: [.first, .second]');
    if (base === 2) lines.push('  <<: *first');
    if (base === 3) lines.push('  extends: .second');
    lines.push(`  script: make ${at}`);
    if (dice(4) === 0) lines.push('  when: manual');
    const hasDelay = dice(6) === 0;
    if (hasDelay) lines.push('  when: delayed', '  start_in: 1 hour # a delay');
    const known = [...lines.join('\n').matchAll(/&((?:only|except)\d+)/g)].map(([, anchor]) => anchor ?? '');
    if (known.length > 0 && dice(3) === 0) lines.push(`  only: *${pick(dice, known)}`);
    else lines.push(...policies(dice));
    if (dice(3) === 0) lines.push('  parallel: 2');
    lines.push('');
  }
  return dedupe(lines).join('\n');
}

/** Keys are written once in a job. */
function dedupe(lines: readonly string[]): string[] {
  let seen = new Set<string>();
  return lines.filter(line => {
    if (/^\S/.test(line)) seen = new Set();
    const key = /^ {2}(when|tags): /.exec(line)?.[1];
    if (key === undefined) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function* contexts(): Generator<PipelineContext> {
  for (const type of CONTEXT_TYPES.keys()) {
    for (const ref of ['main', 'tags', 'feature/x', 'v1']) {
      for (const variables of [{}, { A: 'x', B: 'y' }, { B: '' }]) {
        const context = describeContext({ type, ref, variables });
        yield context;
        if (context.changes !== null) yield { ...context, changes: new PathSet(['src/a/b.js']) };
      }
    }
  }
}

const CONTEXTS = [...contexts()];

function started(config: Config, context: PipelineContext): string {
  const { decisions } = composePipeline(config, context);
  return decisions
    .flatMap(({ job, form }) =>
      form === null ? [] : [`${job.name} ${form.when} ${form.allowFailure} ${form.startIn}`],
    )
    .join('\n');
}

function comments(text: string): string[] {
  return commentsOf(new Source(ROOT, text)).map(comment => comment.text.trim());
}

it('jobs stay as they are, however they share their policies', () => {
  let proven = 0;
  let left = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const text = randomText(seed);
    const config = resolveConfig({ root: ROOT, files: memoryFiles({ [ROOT]: text }) });
    if (!config.valid) continue;
    const { after, jobs, files } = migrateOnlyExcept(config);
    const now = files[0]?.text ?? '';
    const told = `seed ${seed}:\n${text}\n→\n${now}`;
    expect(
      after.problems.filter(({ rejected }) => rejected),
      told,
    ).toEqual([]);
    for (const context of CONTEXTS) expect(started(after, context), told).toBe(started(config, context));
    const kept = comments(now);
    expect(
      comments(text).filter(comment => !kept.includes(comment)),
      told,
    ).toEqual([]);
    const again = migrateOnlyExcept(resolveConfig({ root: ROOT, files: memoryFiles({ [ROOT]: now }) }));
    expect(again.files[0]?.text, told).toBe(now);
    for (const { verdict } of jobs) {
      if (verdict.kind === 'proven') proven++;
      else left++;
    }
  }
  expect(proven).toBeGreaterThan(60);
  expect(left).toBeLessThan(proven / 3);
});
