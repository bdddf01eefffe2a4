import type { Config } from '../../src/config/config.js';
import type { Job, RulesEntry } from '../../src/config/job.js';
import { clausesOf, possibleForms } from '../../src/pipeline/deciding-rule.js';
import type { PipelineJob } from '../../src/pipeline/pipeline.js';
import { toPipelineJob } from '../../src/pipeline/pipeline-job.js';

/** Where a migrated configuration says something else than the translation table asks for. */
export function formDifferences(before: Config, after: Config): readonly string[] {
  const now = new Map(after.jobs.map(job => [job.name, job]));
  const missing = before.jobs.filter(({ name }) => !now.has(name)).map(({ name }) => `${name} is gone`);
  const added = after.jobs.length - (before.jobs.length - missing.length);
  const differences = before.jobs.flatMap(job => {
    const other = now.get(job.name);
    return other === undefined ? [] : jobDifferences(job, other, before);
  });
  return [...missing, ...(added === 0 ? [] : [`${added} jobs are new`]), ...differences];
}

function jobDifferences(before: Job, after: Job, config: Config): readonly string[] {
  if (before.rules === null && after.rules !== null) return ruledDifferences(before, after);
  const count = before.rules?.length;
  if (count !== after.rules?.length) return [`${before.name} has ${after.rules?.length} rules, not ${count}`];
  const entries = before.rules ?? [null];
  return entries.flatMap((entry, index) => {
    const other = after.rules?.[index] ?? null;
    const wanted = JSON.stringify([
      clauses(entry),
      translated(withStageNeeds(formOf(before, entry), before, config)),
    ]);
    const found = JSON.stringify([clauses(other), spoken(formOf(after, other))]);
    return wanted === found
      ? []
      : [`${before.name}${entry === null ? '' : ` rule ${index + 1}`}: ${wanted} → ${found}`];
  });
}

/** Where rules of a job with dependencies have needs, a form without any waits for all earlier jobs by name. */
function withStageNeeds(form: PipelineJob | null, job: Job, { jobs, stages }: Config): PipelineJob | null {
  const isMixed = job.rules?.some(rule => rule.when?.value !== 'never' && (rule.needs?.length ?? 0) > 0);
  if (form === null || form.needs !== null || form.dependencies === null || isMixed !== true) return form;
  const own = stages.indexOf(form.stage);
  const earlier = jobs.filter(({ stage }) => stages.indexOf(stage.value) < own);
  const needs = earlier.map(({ name }) => ({
    job: name,
    artifacts: true,
    optional: true,
    allowFailure: false,
  }));
  return { ...form, schedulingType: 'dag', needs };
}

/** `only` and `except` decide whether a job is in a pipeline, and never how. */
function ruledDifferences(before: Job, after: Job): readonly string[] {
  const wanted = JSON.stringify(translated(formOf(before, null)));
  return (after.rules ?? []).flatMap((entry, index) => {
    const form = formOf(after, entry);
    const found = JSON.stringify(spoken(form));
    return form === null || found === wanted
      ? []
      : [`${before.name} rule ${index + 1}: ${wanted} → ${found}`];
  });
}

function clauses(entry: RulesEntry | null): unknown {
  return entry === null ? null : clausesOf(entry);
}

function formOf(job: Job, entry: RulesEntry | null): PipelineJob | null {
  const single: Job = { ...job, rules: entry === null ? null : [entry] };
  const form = possibleForms(single)[0];
  return form === undefined ? null : toPipelineJob(single, form);
}

/** What the table makes of a job of today, in the order in which `spoken` tells it. */
function translated(job: PipelineJob | null): unknown {
  if (job === null) return null;
  const { needs, dependencies, trigger, execution, startIn, allowFailure } = job;
  const starts =
    execution !== 'delayed' ? execution : trigger ? 'automatic' : startIn === null ? 'manual' : 'delayed';
  const listed = dependencies === null ? null : new Set(dependencies);
  const fetched = needs?.map(need => ({
    ...need,
    artifacts: need.artifacts && (listed?.has(need.job) ?? true),
  }));
  return spoken({
    ...job,
    execution: starts,
    startIn: starts === 'delayed' ? startIn : null,
    blocker: starts === 'manual' && allowFailure !== true,
    needs: fetched ?? null,
    dependencies: needs === null ? dependencies : null,
  });
}

function spoken(job: PipelineJob | null): unknown {
  if (job === null) return null;
  const { execution, startIn } = job;
  return { ...job, startIn: execution === 'delayed' ? startIn : null };
}
