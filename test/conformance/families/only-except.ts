import { join } from 'node:path';
import { PathSet } from '../../../src/conditions/path-set.js';
import type { RefKind } from '../../../src/conditions/policy.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { composePipeline } from '../../../src/pipeline/compose.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';
import type { PolicyRecord } from '../policy-record.js';

/** One job with these policies, in a configuration of its own that goes all the way to the pipeline. */
async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  let line = 0;
  for await (const record of readJsonLines<PolicyRecord>(join(oracle, 'only-except.jsonl'))) {
    const expected = record.valid ? String(record.included) : 'invalid';
    const answer = evaluate(record);
    const disagreement =
      answer === expected ? null : `${JSON.stringify(record)}: GitLab says ${expected}, we ${answer}`;
    yield { id: String(++line), disagreement };
  }
}

function evaluate(record: PolicyRecord): string {
  const script = ['true'];
  const { only, except } = record;
  // An absent key is left out of the text, a null one stays.
  const text = JSON.stringify({ job: { script, only, except }, other: { script, only: { refs: ['/./'] } } });
  const config = resolveConfig({ root: '.gitlab-ci.yml', files: memoryFiles({ '.gitlab-ci.yml': text }) });
  if (!config.valid) return 'invalid';
  const { decisions } = composePipeline(config, {
    source: record.source,
    refKind: refKindOf(record),
    ref: record.ref,
    projectPath: record.project_path,
    predefined: new Map(),
    variables: new Map(Object.entries(record.variables)),
    changes: record.changes && new PathSet(record.changes),
    files: new PathSet([]),
  });
  return String(decisions.some(({ job, form }) => job.name === 'job' && form !== null));
}

function refKindOf(record: PolicyRecord): RefKind {
  if (record.tag) return 'tag';
  return record.source === 'merge_request_event' ? 'merge request' : 'branch';
}

export const family: Family = { name: 'only-except', verdicts };
