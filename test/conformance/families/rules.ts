import { join } from 'node:path';
import { expandedVariables } from '../../../src/conditions/expand-variables.js';
import { PathSet } from '../../../src/conditions/path-set.js';
import {
  defaultAllowFailure,
  type JobSettings,
  type RulesEffect,
  settleJob,
} from '../../../src/conditions/rules/effect.js';
import type { ChangesClause, RulesEntry } from '../../../src/conditions/rules/entry.js';
import { matchRules } from '../../../src/conditions/rules/evaluate.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';
import { compareValidity } from '../record-config.js';

interface Need {
  readonly name: string;
  readonly artifacts: boolean;
  readonly optional: boolean;
}

type WrittenNeed =
  | string
  | { readonly job: string; readonly artifacts?: boolean; readonly optional?: boolean };

interface WrittenRule {
  readonly if?: string | null;
  readonly changes?: readonly string[] | { readonly paths: readonly string[] } | null;
  readonly exists?: string | readonly string[] | { readonly paths: readonly string[] } | null;
  readonly when?: string | null;
  readonly start_in?: string;
  readonly allow_failure?: boolean | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly needs?: WrittenNeed | readonly WrittenNeed[] | null;
  readonly interruptible?: boolean | null;
}

type Rule = WrittenRule | readonly Rule[];

interface Result {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly pass?: boolean | null;
  readonly when?: string;
  readonly allow_failure?: boolean;
  readonly start_in?: string | null;
  readonly variables?: Readonly<Record<string, string>>;
  readonly needs?: readonly Need[] | null;
  readonly interruptible?: boolean | null;
}

interface RulesRecord {
  readonly rules: readonly Rule[] | null;
  readonly job_when: string | null;
  readonly job_allow_failure: boolean | object | null;
  readonly job_variables?: Readonly<Record<string, string>>;
  readonly job_needs?: readonly WrittenNeed[];
  readonly job_interruptible?: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly changes: readonly string[] | null;
  readonly exists: readonly string[];
  readonly result: Result;
}

async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  let line = 0;
  for await (const record of readJsonLines<RulesRecord>(join(oracle, 'rules.jsonl'))) {
    yield { id: String(++line), disagreement: compareRecord(record) };
  }
}

function compareRecord(record: RulesRecord): string | null {
  const validity = compareValidity(toConfiguration(record), record.result.valid);
  if (validity !== null)
    return `${JSON.stringify(record.rules)} ${JSON.stringify(record.result.errors)}\n    ${validity}`;
  return record.result.valid ? compare(record) : null;
}

function toConfiguration(record: RulesRecord): object {
  const build = { stage: 'build', script: ['true'] };
  const job: Record<string, unknown> = { stage: 'test', script: ['true'], rules: record.rules };
  if (record.job_when !== null) job.when = record.job_when;
  if (record.job_allow_failure !== null) job.allow_failure = record.job_allow_failure;
  if (record.job_variables !== undefined) job.variables = record.job_variables;
  if (record.job_needs !== undefined) job.needs = record.job_needs;
  if (record.job_interruptible !== undefined) job.interruptible = record.job_interruptible;
  return { 'build-a': build, 'build-b': build, job };
}

function compare(record: RulesRecord): string | null {
  const { valid: _valid, errors: _errors, ...theirs } = record.result;
  const ours = evaluate(record);
  if (canonical(ours) === canonical(theirs)) return null;
  const { result: _result, ...input } = record;
  return `${JSON.stringify(input)}\n    GitLab ${canonical(theirs)}\n    we     ${canonical(ours)}`;
}

function canonical(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function evaluate(record: RulesRecord): Omit<Result, 'valid' | 'errors'> {
  const values = new Map(Object.entries({ ...record.job_variables, ...record.variables }));
  const variables = (name: string): string | undefined => values.get(name);
  const entries = record.rules === null ? null : flatten(record.rules).map(decode);
  const effect =
    entries === null
      ? {}
      : matchRules(entries, {
          variables,
          expanded: expandedVariables(variables),
          changes: record.changes && new PathSet(record.changes),
          files: new PathSet(record.exists),
        }).entry;
  const settings = settleJob(jobSettings(record), effect);
  if (settings === null) return { pass: false };
  return {
    pass: true,
    when: settings.when,
    allow_failure: settings.allowFailure,
    start_in: settings.startIn,
    variables: settings.variables,
    needs: settings.needs?.length ? settings.needs : null,
    interruptible: settings.interruptible,
  };
}

function flatten(rules: readonly Rule[]): WrittenRule[] {
  return rules.flatMap(rule => (Array.isArray(rule) ? flatten(rule) : [rule as WrittenRule]));
}

function jobSettings(record: RulesRecord): JobSettings<Need> {
  const allowFailure = record.job_allow_failure;
  const hasExitCodes = typeof allowFailure === 'object' && allowFailure !== null;
  const when = record.job_when ?? 'on_success';
  return {
    when,
    startIn: null,
    allowFailure: defaultAllowFailure(when, hasExitCodes ? null : allowFailure, hasExitCodes),
    variables: record.job_variables ?? {},
    needs: record.job_needs?.map(toNeed) ?? null,
    interruptible: record.job_interruptible ?? null,
  };
}

function decode(rule: WrittenRule): RulesEntry & RulesEffect<Need> {
  return {
    if: rule.if ?? undefined,
    changes: toClause(rule.changes),
    exists: toClause(rule.exists),
    when: rule.when,
    startIn: rule.start_in,
    allowFailure: rule.allow_failure,
    variables: Object.fromEntries(
      Object.entries(rule.variables ?? {}).map(([name, value]) => [name, String(value ?? '')]),
    ),
    needs: rule.needs ? [rule.needs].flat().map(toNeed) : null,
    interruptible: rule.interruptible,
  };
}

function toClause(written: WrittenRule['exists']): ChangesClause | undefined {
  if (written === null || written === undefined) return undefined;
  if (typeof written === 'string') return { paths: [written] };
  return 'paths' in written ? written : { paths: written };
}

function toNeed(need: WrittenNeed): Need {
  if (typeof need === 'string') return { name: need, artifacts: true, optional: false };
  return { name: need.job, artifacts: need.artifacts ?? true, optional: need.optional ?? false };
}

export const family: Family = { name: 'rules', verdicts };
