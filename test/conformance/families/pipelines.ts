import { join } from 'node:path';
import type { Config } from '../../../src/config/config.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { type Composition, composePipeline } from '../../../src/pipeline/compose.js';
import { type ContextInput, describeContext } from '../../../src/pipeline/pipeline-context.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';

interface PipelineRecord {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly context: ContextInput;
  readonly created: boolean;
  readonly reason: string | null;
  readonly errors: readonly string[];
  readonly jobs: readonly unknown[];
}

async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  const memo: { key: string; config?: Config } = { key: '' };
  for await (const record of readJsonLines<PipelineRecord>(join(oracle, 'pipelines.jsonl'))) {
    const key = JSON.stringify(record.files);
    if (memo.config === undefined || memo.key !== key) {
      memo.key = key;
      memo.config = resolveConfig({ root: '.gitlab-ci.yml', files: memoryFiles(record.files) });
    }
    const ours = answerOf(composePipeline(memo.config, describeContext(record.context)), record);
    const theirs = {
      created: record.created,
      reason: record.reason,
      errors: record.reason === 'config_error' ? record.errors : [],
      jobs: record.jobs,
    };
    const [expected, actual] = [JSON.stringify(theirs), JSON.stringify(ours)];
    yield {
      id: record.id,
      disagreement: expected === actual ? null : `GitLab ${expected}\n    we     ${actual}`,
    };
  }
}

/** In the shape of the records. Texts of errors are compared for needs only. */
function answerOf({ reason, errors, decisions }: Composition, record: PipelineRecord): object {
  const jobs = decisions.flatMap(({ job, form }) => {
    if (reason !== null || form === null) return [];
    return [
      {
        name: job.name,
        stage: job.stage.value,
        when: form.when,
        allow_failure: form.allowFailure === true,
        start_in: form.startIn,
        scheduling_type: form.schedulingType,
        needs:
          (form.needs?.length ? form.needs : null)?.map(need => ({
            name: need.job,
            artifacts: need.artifacts,
            optional: need.optional,
          })) ?? null,
      },
    ];
  });
  const compared = reason === 'config_error' && record.reason === 'config_error' ? errors : [];
  return { created: reason === null, reason, errors: compared, jobs };
}

export const family: Family = { name: 'pipelines', verdicts };
