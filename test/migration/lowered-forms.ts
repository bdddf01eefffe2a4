import type { Config } from '../../src/config/config.js';
import type { Job, RulesEntry } from '../../src/config/job.js';
import { lower } from '../../src/migration/to-current/lower.js';
import { clausesOf, possibleForms } from '../../src/pipeline/deciding-rule.js';
import type { PipelineJob } from '../../src/pipeline/pipeline.js';
import { toPipelineJob } from '../../src/pipeline/pipeline-job.js';

export interface LoweredForms {
  /** For each job, how it is in a pipeline by each of its rules; without those that leave it out. */
  readonly forms: Readonly<Record<string, unknown>>;
  /** The jobs that cannot be said in today's syntax. */
  readonly lossy: readonly string[];
}

/** What today's syntax can say of a configuration: the nearest forms of one in the proposed syntax, its own of one of today. */
export function loweredForms({ jobs, dialect }: Config): LoweredForms {
  const lossy = new Set<string>();
  const forms = jobs.map((job): [string, unknown] => {
    const entries: readonly (RulesEntry | null)[] = job.rules ?? [null];
    const own = entries.flatMap(entry => {
      const form = formOf(job, entry);
      if (form === null) return [];
      const lowered = dialect === 'proposed' ? lower(form.control) : { form: form.control, losses: [] };
      if (lowered.losses.length > 0) lossy.add(job.name);
      return [
        {
          clauses: entry && clausesOf(entry),
          ...lowered.form,
          needs: form.needs,
          dependencies: form.dependencies,
        },
      ];
    });
    return [job.name, own];
  });
  return { forms: Object.fromEntries(forms), lossy: [...lossy] };
}

function formOf(job: Job, entry: RulesEntry | null) {
  const single: Job = { ...job, rules: entry === null ? null : [entry] };
  const [form] = possibleForms(single);
  return form === undefined ? null : controlOf(toPipelineJob(single, form));
}

function controlOf({ when, execution, startIn, allowFailure, blocker, needs, dependencies }: PipelineJob) {
  return {
    control: {
      included: true,
      execution,
      when,
      delay: execution === 'delayed' ? startIn : null,
      blocker: execution === 'manual' && blocker,
      allowFailure: typeof allowFailure === 'boolean' ? allowFailure : { exit_codes: allowFailure.exitCodes },
    },
    needs: needs?.map(({ job, artifacts, optional }) => ({ job, artifacts, optional })) ?? null,
    dependencies,
  };
}
