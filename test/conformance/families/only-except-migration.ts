import { join } from 'node:path';
import { PathSet } from '../../../src/conditions/path-set.js';
import type { RefKind } from '../../../src/conditions/policy.js';
import type { Config } from '../../../src/config/config.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { migrateOnlyExcept } from '../../../src/migration/only-except/migrate-only-except.js';
import { composePipeline } from '../../../src/pipeline/compose.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';

interface PolicyRecord {
  readonly only?: unknown;
  readonly except?: unknown;
  readonly source: string;
  readonly tag: boolean;
  readonly ref: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly changes: readonly string[] | null;
  readonly project_path: string;
  readonly valid: boolean;
  readonly included: boolean | null;
}

/** The job is migrated to `rules`; the pipeline of the record must then answer as GitLab did for `only` and `except`. */
async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  let line = 0;
  for await (const record of readJsonLines<PolicyRecord>(join(oracle, 'only-except.jsonl'))) {
    line++;
    // What GitLab refuses, nobody can translate.
    if (record.valid) yield { id: String(line), disagreement: fault(record) };
  }
}

function fault(record: PolicyRecord): string | null {
  const script = ['true'];
  const { only, except } = record;
  const text = JSON.stringify({
    job: { script, only, except },
    other: { script, rules: [{ when: 'always' }] },
  });
  const config = resolveConfig({ root: '.gitlab-ci.yml', files: memoryFiles({ '.gitlab-ci.yml': text }) });
  const { after, jobs, files } = migrateOnlyExcept(config);
  const [translated] = jobs;
  // GitLab's default is not written, so there is nothing to translate.
  const isWritten = only !== undefined || except !== undefined;
  if (isWritten && translated?.verdict.kind !== 'proven')
    return `${JSON.stringify(record)}: ${JSON.stringify(translated?.verdict)}`;
  if (isWritten && after.jobs.find(({ name }) => name === 'job')?.rules === null) return 'there are no rules';
  const answer = isAdded(after, record);
  if (answer === record.included) return null;
  return `${JSON.stringify(record)}: GitLab says ${record.included} of only and except, and ${answer} of ${files[0]?.text}`;
}

function isAdded(config: Config, record: PolicyRecord): boolean {
  const { decisions } = composePipeline(config, {
    source: record.source,
    refKind: refKindOf(record),
    ref: record.ref,
    projectPath: record.project_path,
    // The records name the project beside the variables; GitLab always sets this one.
    predefined: new Map([['CI_PROJECT_PATH', record.project_path], ...mergeRequestVariables(record)]),
    variables: new Map(Object.entries(record.variables)),
    changes: record.changes && new PathSet(record.changes),
    files: new PathSet([]),
  });
  return decisions.some(({ job, form }) => job.name === 'job' && form !== null);
}

/** In merge request pipelines this one is always set; the records leave it out, as no policy asks for it. */
function mergeRequestVariables(record: PolicyRecord): readonly (readonly [string, string])[] {
  return refKindOf(record) === 'merge request' ? [['CI_MERGE_REQUEST_IID', '1']] : [];
}

function refKindOf(record: PolicyRecord): RefKind {
  if (record.tag) return 'tag';
  return record.source === 'merge_request_event' ? 'merge request' : 'branch';
}

export const family: Family = { name: 'only-except-migration', verdicts };
