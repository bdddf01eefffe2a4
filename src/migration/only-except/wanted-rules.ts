/** The rules that a job shall have instead of its policies. */
import { parseOnce } from '../../conditions/expression/memo.js';
import { variableNames } from '../../conditions/expression/node.js';
import type { Policy } from '../../conditions/policy.js';
import type { Scope } from '../../conditions/solver/reading.js';
import type { Job, When } from '../../config/job.js';
import { policyOf } from '../../pipeline/deciding-rule.js';
import { inheritance } from '../../pipeline/job-variables.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import type { NewEntry, Origin } from './entries.js';
import type { Reading } from './ref-term.js';
import type { PolicyTranslator } from './translate-policy.js';

export interface WantedRule {
  readonly value: { readonly [key: string]: YamlValue };
  readonly origins: readonly Origin[];
}

export interface WantedRules {
  readonly rules: readonly WantedRule[];
  /** True when the job's own `when: delayed` moves into its rules, beside which GitLab allows no `start_in`. */
  readonly delayed: boolean;
  /** Equal for equal rules. */
  readonly key: string;
  readonly isProven: boolean;
  /** True when the policies let the job into no pipeline at all. */
  readonly isNever: boolean;
}

type Variables = ReadonlyMap<string, { readonly value: string }>;

/** What the jobs of one definition want, which differ in their matrix variables alone; null when there are none. */
export function wantedRules(
  jobs: readonly Job[],
  root: Variables,
  translator: PolicyTranslator,
  reading: Reading,
): WantedRules | null {
  const [job] = jobs;
  if (job === undefined) return null;
  const policies = { only: policyOf(job.only), except: policyOf(job.except) };
  const delayed = job.when.value === 'delayed' ? (job.startIn?.value ?? null) : null;
  const scopes = scopesOf(jobs, root, namesOf(policies));
  return build(policies, scopes, { when: job.when.value, delayed }, translator, reading);
}

/** What a hidden job wants that has these policies. */
export function policyRules(
  policies: Policies,
  root: Variables,
  translator: PolicyTranslator,
  reading: Reading,
): WantedRules {
  const scope = pick(namesOf(policies), name => root.get(name)?.value);
  return build(policies, [scope], { when: 'on_success', delayed: null }, translator, reading);
}

interface Policies {
  /** As `effectiveOnly` gives it. */
  readonly only: Policy | null;
  readonly except: Policy | null;
}

interface Start {
  readonly when: When;
  readonly delayed: string | null;
}

function build(
  policies: Policies,
  scopes: readonly Scope[],
  start: Start,
  translator: PolicyTranslator,
  reading: Reading,
): WantedRules {
  const delayed = start.delayed !== null;
  const { entries, isProven } = translator.translate({ ...policies, scopes, joins: delayed }, reading);
  const isNever = entries.length === 0;
  const rules = isNever
    ? [{ value: { when: 'never' }, origins: [] }]
    : entries.map(entry => ({ value: ruleValue(entry, start), origins: entry.origins }));
  return {
    rules,
    delayed,
    key: JSON.stringify(rules.map(({ value }) => value)),
    isProven,
    isNever,
  };
}

function ruleValue(entry: NewEntry, { when: own, delayed }: Start): WantedRule['value'] {
  // Without a `when` of its own an entry takes the job's, and leaves `allow_failure` as it is.
  const isEmpty = entry.if === null && entry.changes === null;
  const when = entry.never ? 'never' : delayed !== null ? 'delayed' : isEmpty ? own : null;
  return {
    ...(entry.if === null ? {} : { if: entry.if }),
    ...(entry.changes === null ? {} : { changes: entry.changes }),
    ...(when === null ? {} : { when }),
    ...(delayed === null || entry.never ? {} : { start_in: delayed }),
  };
}

/** Variables that conditions and what they become can ask for. */
const ASKED_BY_RULES = [
  'CI_COMMIT_BRANCH',
  'CI_COMMIT_TAG',
  'CI_PIPELINE_SOURCE',
  'CI_PROJECT_PATH',
  'CI_MERGE_REQUEST_IID',
  'CI_KUBERNETES_ACTIVE',
];

function namesOf({ only, except }: Policies): ReadonlySet<string> {
  const names = new Set(ASKED_BY_RULES);
  for (const text of [...(only?.variables ?? []), ...(except?.variables ?? [])]) {
    const parsed = parseOnce(text);
    if (parsed.ok) for (const name of variableNames(parsed.expression)) names.add(name);
  }
  return names;
}

function scopesOf(jobs: readonly Job[], root: Variables, names: ReadonlySet<string>): readonly Scope[] {
  const scopes = new Map<string, Scope>();
  for (const job of jobs) {
    const isInherited = inheritance(job);
    const scope = pick(
      names,
      name => (job.variables.get(name) ?? (isInherited(name) ? root.get(name) : undefined))?.value,
    );
    scopes.set(JSON.stringify([...scope.variables]), scope);
  }
  return [...scopes.values()];
}

function pick(names: ReadonlySet<string>, read: (name: string) => string | undefined): Scope {
  const variables = new Map<string, string>();
  for (const name of names) {
    const value = read(name);
    if (value !== undefined) variables.set(name, value);
  }
  return { variables };
}
