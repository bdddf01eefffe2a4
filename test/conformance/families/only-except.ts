import { join } from 'node:path';
import { PathSet } from '../../../src/conditions/path-set.js';
import { effectiveOnly, isIncluded, type Policy, type RefKind } from '../../../src/conditions/policy.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';
import { compareValidity } from '../record-config.js';

interface WrittenPolicy {
  readonly refs?: readonly string[] | null;
  readonly variables?: readonly string[] | null;
  readonly changes?: readonly string[] | null;
  readonly kubernetes?: string | null;
}

interface PolicyRecord {
  readonly only?: readonly string[] | WrittenPolicy | null;
  readonly except?: readonly string[] | WrittenPolicy | null;
  readonly source: string;
  readonly tag: boolean;
  readonly ref: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly changes: readonly string[] | null;
  readonly project_path: string;
  readonly valid: boolean;
  readonly included: boolean | null;
  readonly errors: readonly string[];
}

async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  let line = 0;
  for await (const record of readJsonLines<PolicyRecord>(join(oracle, 'only-except.jsonl'))) {
    yield { id: String(++line), disagreement: compareRecord(record) };
  }
}

function compareRecord(record: PolicyRecord): string | null {
  const job: Record<string, unknown> = { script: ['true'] };
  if (record.only !== undefined) job.only = record.only;
  if (record.except !== undefined) job.except = record.except;
  const validity = compareValidity({ job, other: { script: ['true'] } }, record.valid);
  if (validity !== null) return `${JSON.stringify(job)} ${JSON.stringify(record.errors)}\n    ${validity}`;
  return record.valid ? compare(record) : null;
}

function compare(record: PolicyRecord): string | null {
  const values = new Map(Object.entries(record.variables));
  const included = isIncluded(effectiveOnly(toPolicy(record.only), false), toPolicy(record.except) ?? null, {
    pipelineSource: record.source,
    refKind: refKindOf(record),
    ref: record.ref,
    projectPath: record.project_path,
    variables: name => values.get(name),
    changes: record.changes && new PathSet(record.changes),
    kubernetes: false,
  });
  return included === record.included
    ? null
    : `${JSON.stringify(record)}: GitLab says ${record.included}, we ${included}`;
}

function refKindOf(record: PolicyRecord): RefKind {
  if (record.tag) return 'tag';
  return record.source === 'merge_request_event' ? 'merge request' : 'branch';
}

function toPolicy(written: PolicyRecord['only']): Policy | null | undefined {
  if (written === null || written === undefined) return written;
  if (!isLongForm(written)) return { refs: written };
  return {
    refs: toList(written.refs),
    variables: toList(written.variables),
    changes: toList(written.changes),
    kubernetes: written.kubernetes === undefined ? undefined : written.kubernetes === 'active',
  };
}

function isLongForm(written: readonly string[] | WrittenPolicy): written is WrittenPolicy {
  return !Array.isArray(written);
}

function toList(written: readonly string[] | null | undefined): readonly string[] | undefined {
  return written === null ? [] : written;
}

export const family: Family = { name: 'only-except', verdicts };
