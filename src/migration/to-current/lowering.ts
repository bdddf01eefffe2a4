/** What the steps of the way back share: the jobs, the text, and what has been planned for it so far. */
import type { Mapping } from '../../config/value.js';
import { type JobView, type RuleView, rulesOf } from '../rewriting/job-view.js';
import { resolveSites } from '../rewriting/site.js';
import { renderTexts, type Translation } from '../to-proposed/state.js';

export type Lowering = Translation;

/** What became of a job by what is planned so far. */
export interface AfterJob {
  readonly mapping: Mapping;
  readonly rules: readonly RuleView[];
}

/** Null where a job is not there any more, which only a broken text can do. */
export type AfterJobs = (view: JobView) => AfterJob | null;

export function resolveAfter(state: Lowering): AfterJobs {
  const resolved = resolveSites(state.sites, renderTexts(state), 'current');
  return view => {
    const value = resolved.get(view.site)?.merged.entries.get(view.name)?.value;
    return value?.kind === 'mapping' ? { mapping: value, rules: rulesOf(value) } : null;
  };
}
