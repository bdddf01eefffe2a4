import type { Config } from '../../src/config/config.js';
import type { ConfigProblem } from '../../src/config/problem.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';

const KIND = 'rules.double-pipelines';

export const duplicatePipelines: AnyLintRule = defineRule({
  id: 'duplicate-pipelines',
  meta: {
    summary: 'A push to a branch with an open merge request starts two pipelines.',
    category: 'conditions',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#avoid-duplicate-pipelines',
      'https://docs.gitlab.com/ci/jobs/job_troubleshooting/',
    ],
  },
  messages: {
    both: {
      what: 'A push to a branch with an open merge request starts two pipelines, both with {{jobs}}.',
      why: 'This last rule holds everywhere and no rule says `never`, so branch and merge request pipelines have them alike.',
      help: 'Write `workflow:rules` that choose one of the two, for example `if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS` with `when: never`.',
    },
  },
  problems: [KIND],
  on: {
    *pipeline(config) {
      for (const problems of warnings(config).values()) {
        const [first] = problems;
        const jobs = problems.map(({ job = '' }) => job);
        if (first === undefined) continue;
        const { at, gitlabMessage } = first;
        const single = jobs.length === 1 && jobs[0] !== undefined ? { job: jobs[0], gitlabMessage } : {};
        yield { messageId: 'both', at, data: { jobs }, ...single };
      }
    },
  },
});

/** GitLab's own warnings by the place of the last rule, without jobs of which an earlier rule may keep one pipeline free. */
function warnings({ problems, definitions, jobs }: Config): Map<string, ConfigProblem[]> {
  const choosy = new Set<string>();
  for (const { definition, rules } of jobs) {
    if (rules?.some(entry => entry.when?.value === 'never')) choosy.add(definition.name);
  }
  const known = new Set(definitions.map(({ name }) => name));
  const found = new Map<string, ConfigProblem[]>();
  for (const problem of problems) {
    const { kind, at, job = '' } = problem;
    if (kind !== KIND || choosy.has(job) || !known.has(job)) continue;
    const place = `${at.source.path}:${at.start}`;
    const together = found.get(place);
    if (together === undefined) found.set(place, [problem]);
    else together.push(problem);
  }
  return found;
}
