/** The configurations of child pipelines, which trigger jobs make of `trigger:include`. */
import { UNKNOWN_PROJECT } from '../conditions/project.js';
import type { Config } from './config.js';
import { includeVariables } from './include/branch-variables.js';
import { type Job, keyword } from './job.js';
import { resolveChild } from './resolve.js';
import { asString, get } from './value.js';

/**
 * The configuration that a trigger job starts child pipelines of, all included files merged; null for any other job. Its
 * includes see `variables`: those that the job passes on, and of GitLab's own those that differ from a branch pipeline.
 * Files that jobs make are out of reach, so a configuration with such is not `complete`.
 */
export function childConfig(
  config: Config,
  job: Job,
  variables: Readonly<Record<string, string>>,
): Config | null {
  const trigger = keyword(job, 'trigger');
  const include = get(trigger, 'include');
  // What GitLab does with `trigger:inputs` of a child pipeline is not settled.
  if (job.definition.kind !== 'trigger' || include === undefined || get(trigger, 'inputs') !== undefined)
    return null;
  const { inputs, ...options } = config.options;
  const values = {
    ...includeVariables(options.project ?? UNKNOWN_PROJECT),
    ...options.variables,
    ...variables,
    CI_PIPELINE_SOURCE: 'parent_pipeline',
  };
  const root = childRoot(job) ?? config.root;
  return resolveChild({ ...options, root, variables: values }, include, { config, job });
}

/** The path of a child that is one local file and nothing else. */
export function childRoot(job: Job): string | null {
  const include = get(keyword(job, 'trigger'), 'include');
  const only = include?.kind === 'list' && include.items.length === 1 ? include.items[0] : include;
  if (only === undefined || get(only, 'inputs') !== undefined) return null;
  const path = only.kind === 'mapping' ? asString(get(only, 'local')) : asString(only);
  return path === null || /[$*]|:\/\//.test(path) ? null : path.replace(/^\/+/, '');
}

/** Whether which files are included depends on the pipeline. */
export function hasConditionalInclude(job: Job): boolean {
  const include = get(keyword(job, 'trigger'), 'include');
  const items = include?.kind === 'list' ? include.items : [include];
  return items.some(item => get(item, 'rules') !== undefined);
}
