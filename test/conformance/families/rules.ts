import { join } from 'node:path';
import { PathSet } from '../../../src/conditions/path-set.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { get } from '../../../src/config/value.js';
import { composePipeline } from '../../../src/pipeline/compose.js';
import type { JobDecision } from '../../../src/pipeline/deciding-rule.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';

interface Result {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly pass?: boolean | null;
}

interface RulesRecord {
  readonly rules: unknown;
  readonly job_when: string | null;
  readonly job_allow_failure: boolean | object | null;
  readonly job_variables?: Readonly<Record<string, string>>;
  readonly job_needs?: unknown;
  readonly job_interruptible?: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly changes: readonly string[] | null;
  readonly exists: readonly string[];
  readonly result: Result;
}

/** One job with rules, in a configuration of its own that goes all the way to the pipeline. */
async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  let line = 0;
  for await (const record of readJsonLines<RulesRecord>(join(oracle, 'rules.jsonl'))) {
    yield { id: String(++line), disagreement: compare(record) };
  }
}

function compare(record: RulesRecord): string | null {
  const { errors: _errors, ...theirs } = record.result;
  const ours = evaluate(record);
  const expected = record.result.valid ? theirs : { valid: false };
  if (canonical(ours) === canonical(expected)) return null;
  return `${JSON.stringify(record)}\n    GitLab ${canonical(expected)}\n    we     ${canonical(ours)}`;
}

function canonical(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
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

function evaluate(record: RulesRecord): object {
  const files = memoryFiles({ '.gitlab-ci.yml': JSON.stringify(toConfiguration(record)) });
  const config = resolveConfig({ root: '.gitlab-ci.yml', files });
  if (!config.valid) return { valid: false };
  const { decisions } = composePipeline(config, {
    source: 'push',
    refKind: 'branch',
    ref: 'main',
    projectPath: 'group/project',
    predefined: new Map(),
    variables: new Map(Object.entries(record.variables)),
    changes: record.changes && new PathSet(record.changes),
    files: new PathSet(record.exists),
  });
  const decision = decisions.find(({ job }) => job.name === 'job');
  return { valid: true, ...(decision === undefined ? {} : describe(decision)) };
}

function describe({ job, form, by }: JobDecision): object {
  if (form === null) return { pass: false };
  const entry = by.kind === 'rule' ? by.entry : null;
  const own = new Map([...job.variables].map(([name, { value }]) => [name, value]));
  for (const [name, { value }] of entry?.variables?.entries ?? []) {
    const scalar = value.kind === 'mapping' ? get(value, 'value') : value;
    if (scalar?.kind === 'scalar') own.set(name, scalar.text);
  }
  return {
    pass: true,
    when: form.when,
    allow_failure: form.allowFailure === true,
    start_in: form.startIn,
    variables: Object.fromEntries(own),
    needs: form.needs?.length
      ? form.needs.map(need => ({ name: need.job, artifacts: need.artifacts, optional: need.optional }))
      : null,
    interruptible: entry?.interruptible?.value ?? job.attributes.interruptible ?? null,
  };
}

export const family: Family = { name: 'rules', verdicts };
