import type { RulesEntry } from '../job.js';
import type { Report } from '../problem.js';
import type { DraftJob } from './draft.js';

const ADVICE =
  'may allow multiple pipelines to run for a single action due to `rules:when` clause with no `workflow:rules` - read more: ' +
  'https://docs.gitlab.com/ee/ci/jobs/job_troubleshooting.html#job-may-allow-multiple-pipelines-to-run-for-a-single-action-warning';

/** True for a rule that says how the job is added; in the proposed syntax three keywords do. */
function addsUnasked({ when, execution, included }: RulesEntry): boolean {
  if (when?.value === 'never' || included?.value === false) return false;
  return when !== null || execution !== null || included !== null;
}

/** GitLab warns of jobs whose last rule is nothing but a `when`: they run in branch and in merge request pipelines. */
export function warnOfDoublePipelines(drafts: Iterable<DraftJob>, report: Report): void {
  for (const { definition, rules } of drafts) {
    const last = rules?.at(-1);
    if (last === undefined || !addsUnasked(last)) continue;
    const written = [...last.at.entries.values()].filter(
      ({ value }) => value.kind !== 'scalar' || value.type !== 'null',
    );
    if (written.length !== 1) continue;
    report({
      kind: 'rules.double-pipelines',
      rejected: false,
      gitlabMessage: `jobs:${definition.name} ${ADVICE}`,
      at: last.at.node,
      ...(last.at.via && { via: last.at.via }),
      job: definition.name,
      data: {},
    });
  }
}
