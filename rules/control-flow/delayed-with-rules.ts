import type { Config } from '../../src/config/config.js';
import { get, isNull, type Mapping } from '../../src/config/value.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { pairAt } from '../../src/linter/node-at.js';
import { wordOf } from '../../src/linter/problem.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { MappingNode, Node, PairNode } from '../../src/syntax/node.js';
import { findPair, insertEntry, removeEntry } from '../../src/syntax/yaml/edit-mapping.js';

export const delayedWithRules: AnyLintRule = defineRule({
  id: 'delayed-with-rules',
  meta: {
    summary: 'A job has `rules`, and `start_in` beside them instead of in them.',
    category: 'control-flow',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: ['https://docs.gitlab.com/ci/yaml/#whendelayed', 'lib/gitlab/ci/config/entry/processable.rb'],
  },
  messages: {
    beside: {
      what: 'Job {{job}} has `rules`, and `start_in` beside them.',
      why: 'With `rules`, each rule says for itself whether the job waits, so GitLab rejects a delay of the whole job.',
      help: 'Write `when: delayed` and `start_in` into each rule that is to wait.',
    },
  },
  problems: ['rules.with-only', 'start-in.blank'],
  claims: (problem, config) =>
    problem.kind === 'start-in.blank' ? hasRules(problem.job, config) : wordOf(problem, 'key') === 'start_in',
  on: {
    *problem(problem, { config }) {
      // GitLab says a second time that `start_in` must go, because rules make it forget the job's `when`.
      if (problem.kind === 'start-in.blank') return;
      const { at, job = '', related } = problem;
      const facts = { at, job, related, data: { job } };
      yield { ...facts, messageId: 'beside', fix: () => moveIntoRules(job, config) };
    },
  },
});

function hasRules(job: string | undefined, config: Config): boolean {
  return job !== undefined && !isNull(get(config.merged.entries.get(job)?.value, 'rules'));
}

/** Moves the delay into the rules that have no `when` of their own, or say `delayed` without a time. */
function moveIntoRules(job: string, config: Config): Fix[] {
  const value = config.merged.entries.get(job)?.value;
  if (value?.kind !== 'mapping') return [];
  const written = ownPairs(value, config);
  const rules = written === null ? [] : ownRules(written);
  if (written === null || rules === null || rules.length === 0) return [];
  const { mapping, startIn } = written;
  const delay = startIn.value.kind === 'scalar' ? startIn.value.text : '';
  const edits: (readonly Edit[] | null)[] = [removeEntry(mapping, startIn)];
  if (written.when !== null) edits.push(removeEntry(mapping, written.when));
  for (const rule of rules) {
    const when = findPair(rule, 'when');
    if (when === undefined) edits.push(insertEntry(rule, { key: 'when', value: 'delayed' }));
    edits.push(insertEntry(rule, { key: 'start_in', value: delay }));
  }
  const all = edits.every(each => each !== null) ? edits.flat() : null;
  const title = `Move the delay of ${delay} into ${rules.length === 1 ? 'the rule' : `${rules.length} rules`}`;
  return rules.length === 1 ? safeFix(title, all) : suggestion(title, all);
}

interface OwnPairs {
  readonly mapping: MappingNode;
  readonly startIn: PairNode;
  /** `when: delayed` of the job, which has to go too. */
  readonly when: PairNode | null;
  readonly rules: Node;
}

/** The job's own text of what has to move; null when it inherits a part of it. */
function ownPairs(job: Mapping, config: Config): OwnPairs | null {
  const startIn = job.entries.get('start_in');
  const found = startIn === undefined ? null : pairAt(config, startIn.key);
  if (startIn?.value.via !== undefined || found === null || found.mapping !== job.node) return null;
  const when = findPair(found.mapping, 'when') ?? null;
  const rules = findPair(found.mapping, 'rules');
  const inheritsWhen = get(job, 'when') !== undefined && when === null;
  if (rules === undefined || inheritsWhen) return null;
  const isDelayed = when?.value.kind === 'scalar' && when.value.text === 'delayed';
  if (when !== null && !isDelayed) return null;
  return { mapping: found.mapping, startIn: found.pair, when, rules: rules.value };
}

/** The rules that are to wait; null when one of them is not written here. */
function ownRules({ rules }: OwnPairs): MappingNode[] | null {
  if (rules.kind !== 'sequence') return null;
  const waiting: MappingNode[] = [];
  for (const rule of rules.items) {
    if (rule.kind !== 'mapping') return null;
    const when = findPair(rule, 'when')?.value;
    const waits = when === undefined || (when.kind === 'scalar' && when.text === 'delayed');
    if (waits && findPair(rule, 'start_in') === undefined) waiting.push(rule);
  }
  return waiting;
}
