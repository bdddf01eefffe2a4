/** What the steps of the translation to the proposed syntax share. */
import type { JobView } from '../rewriting/job-view.js';
import { type AfterJobs, type Rewriting, resolveAfter } from '../rewriting/rewriting.js';
import type { Leaving } from './needs.js';

export interface Translation extends Rewriting {
  /** Jobs that stay as they are, as does the text that they use. */
  readonly settled: readonly JobView[];
  /** Jobs of which `needs` take over what `dependencies` said. */
  readonly leaving: Leaving;
}

export function resolveTranslated(state: Translation): AfterJobs {
  return resolveAfter(state, 'proposed');
}
