import { join } from 'node:path';
import { type CorpusEntry, readCorpus } from '../../../scripts/corpus.js';
import { parseOnce } from '../../../src/conditions/expression/memo.js';
import { visitNodes } from '../../../src/conditions/expression/node.js';
import { PathSet } from '../../../src/conditions/path-set.js';
import type { RefKind } from '../../../src/conditions/policy.js';
import type { Config } from '../../../src/config/config.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import {
  migrateOnlyExcept,
  type OnlyExceptMigration,
} from '../../../src/migration/only-except/migrate-only-except.js';
import { composePipeline } from '../../../src/pipeline/compose.js';
import { CONTEXT_TYPES } from '../../../src/pipeline/context-types.js';
import { conditionsOf } from '../../../src/pipeline/membership/conditions.js';
import { describeContext, type PipelineContext } from '../../../src/pipeline/pipeline-context.js';
import { Source } from '../../../src/syntax/source.js';
import { commentsOf } from '../../../src/syntax/yaml/comments.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';
import type { PolicyRecord } from '../policy-record.js';

/**
 * The job of each record is migrated to `rules`, which must answer in the record's pipeline as GitLab did for `only` and
 * `except`; and so must real configurations in many pipelines, compared with themselves.
 */
async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  let line = 0;
  for await (const record of readJsonLines<PolicyRecord>(join(oracle, 'only-except.jsonl'))) {
    yield { id: String(++line), disagreement: recordFault(record) };
  }
  for (const entry of readCorpus(join(oracle, '../corpus'))) {
    const config = resolveConfig({ root: entry.root, files: memoryFiles(entry.files) });
    const migration = migrateOnlyExcept(config);
    if (migration.jobs.length > 0)
      yield { id: entry.name, disagreement: corpusFault(entry, config, migration) };
  }
}

function recordFault(record: PolicyRecord): string | null {
  const script = ['true'];
  const { only, except } = record;
  const text = JSON.stringify({
    job: { script, only, except },
    other: { script, rules: [{ when: 'always' }] },
  });
  const config = resolveConfig({ root: '.gitlab-ci.yml', files: memoryFiles({ '.gitlab-ci.yml': text }) });
  const { after, jobs, files } = migrateOnlyExcept(config);
  const isChanged = files.some(({ edits }) => edits.length > 0);
  if (!record.valid) return isChanged ? 'something was made of what GitLab refuses' : null;
  const [translated] = jobs;
  // GitLab's default is not written, so there is nothing to translate.
  const isWritten = only !== undefined || except !== undefined;
  if (isWritten && translated?.verdict.kind !== 'proven')
    return `${JSON.stringify(record)}: ${JSON.stringify(translated?.verdict)}`;
  if (isWritten && after.jobs.find(({ name }) => name === 'job')?.rules === null) return 'there are no rules';
  const answer = addedJobs(after, contextOf(record)).has('job');
  if (answer === record.included) return null;
  return `${JSON.stringify(record)}: GitLab says ${record.included} of only and except, and ${answer} of ${files[0]?.text}`;
}

function contextOf(record: PolicyRecord): PipelineContext {
  const refKind: RefKind = record.tag
    ? 'tag'
    : record.source === 'merge_request_event'
      ? 'merge request'
      : 'branch';
  return {
    source: record.source,
    refKind,
    ref: record.ref,
    projectPath: record.project_path,
    // GitLab always sets these; the records leave them out, as no policy asks for them.
    predefined: new Map([
      ['CI_PROJECT_PATH', record.project_path],
      ...(refKind === 'merge request' ? [['CI_MERGE_REQUEST_IID', '1'] as const] : []),
    ]),
    variables: new Map(Object.entries(record.variables)),
    changes: record.changes && new PathSet(record.changes),
    files: new PathSet([]),
  };
}

function corpusFault(
  { root, files }: CorpusEntry,
  before: Config,
  { after, files: migrated }: OnlyExceptMigration,
): string | null {
  const edited = migrated.filter(({ edits }) => edits.length > 0);
  const texts = Object.fromEntries(edited.map(({ source, text }) => [source.path, text]));
  const again = migrateOnlyExcept(resolveConfig({ root, files: memoryFiles({ ...files, ...texts }) }));
  if (again.files.some(({ edits }) => edits.length > 0)) return 'a second run changes something';
  if (before.valid && !after.valid) return `is refused: ${after.problems[0]?.gitlabMessage}`;
  for (const { source, text } of edited) {
    const lost = lostComments(source, text);
    if (lost.length > 0) return `${source.path} loses the comments ${lost.join(' | ')}`;
  }
  for (const context of contextsFor(before)) {
    const [was, is] = [addedJobs(before, context), addedJobs(after, context)];
    for (const [name, form] of [...was, ...is]) {
      if (was.get(name) !== is.get(name))
        return `${name} is ${form} once: ${was.get(name)} → ${is.get(name)} in ${context.source} of ${context.ref}`;
    }
  }
  return null;
}

function lostComments(source: Source, text: string): readonly string[] {
  const kept = commentsOf(new Source(source.path, text)).map(comment => comment.text.trim());
  return commentsOf(source)
    .map(comment => comment.text.trim())
    .filter(comment => {
      const at = kept.indexOf(comment);
      if (at >= 0) kept.splice(at, 1);
      return at < 0;
    });
}

/** How each job that is in the pipeline starts, by its name. */
function addedJobs(config: Config, context: PipelineContext): ReadonlyMap<string, string> {
  const { decisions } = composePipeline(config, context);
  return new Map(
    decisions.flatMap(({ job, form }) => {
      if (form === null) return [];
      return [[job.name, JSON.stringify([form.when, form.allowFailure, form.startIn])] as const];
    }),
  );
}

const REFS = [
  'main',
  'master',
  'develop',
  'tags',
  'schedules',
  'merge_requests',
  'release/v1',
  'v1.2.0',
  'x',
];

/** Pipelines of all types on refs that policies name, with and without the values that conditions compare with. */
function* contextsFor(config: Config): Generator<PipelineContext> {
  const values = comparedValues(config);
  const given = [{}, ...values.map(([name, value]) => ({ [name]: value })), Object.fromEntries(values)];
  for (const type of CONTEXT_TYPES.keys()) {
    for (const ref of REFS) for (const variables of given) yield describeContext({ type, ref, variables });
  }
}

function comparedValues(config: Config): readonly (readonly [string, string])[] {
  const values = new Map<string, string>();
  for (const text of conditionsOf(config).expressions) {
    const parsed = parseOnce(text);
    if (!parsed.ok) continue;
    visitNodes(parsed.expression.root, node => {
      if (node.kind !== 'binary' || node.left.kind !== 'variable' || node.right.kind !== 'string') return;
      if (!node.left.name.startsWith('CI_')) values.set(node.left.name, node.right.value);
    });
  }
  return [...values].slice(0, 12);
}

export const family: Family = { name: 'only-except-migration', verdicts };
