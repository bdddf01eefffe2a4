import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Job } from '../../src/config/job.js';
import type { ConfigProblem, Place, Related } from '../../src/config/problem.js';
import type { Witness } from '../../src/linter/diagnostic.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { definitionNames } from '../../src/linter/shared-entries.js';
import { oneForEachPush } from '../../src/linter/workflow-block.js';
import { type Membership, membershipOf } from '../../src/pipeline/membership/membership.js';
import type { Sighting } from '../../src/pipeline/membership/sighting.js';

const KIND = 'rules.double-pipelines';

const HELP =
  'Write `workflow:rules` that choose one of the two, for example `if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS` with `when: never`.';

export const duplicatePipelines: AnyLintRule = defineRule({
  id: 'duplicate-pipelines',
  meta: {
    summary: 'A push to a branch with an open merge request starts two pipelines.',
    category: 'conditions',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#avoid-duplicate-pipelines',
      'https://docs.gitlab.com/ci/jobs/job_troubleshooting/',
    ],
    dialects: DIALECTS,
  },
  messages: {
    everywhere: {
      what: 'A push to a branch with an open merge request starts two pipelines, both with {{jobs}}.',
      why: 'This last rule holds in branch and merge request pipelines alike.',
      help: HELP,
    },
    apart: {
      what: 'A push to a branch with an open merge request starts two pipelines, both with {{jobs}}.',
      why: 'This rule adds {{example}} to merge request pipelines, and it is in branch pipelines too.',
      help: HELP,
    },
  },
  problems: [KIND],
  on: {
    *pipeline(config) {
      if (!config.valid || !membershipOf(config).conditions.isWhole) return;
      for (const { at, doubles, warning } of groups(config)) {
        const [first] = doubles;
        if (first === undefined) continue;
        const jobs = definitionNames(doubles);
        const name = first.job.definition.name;
        const witness = bothWitnesses(config, first);
        const fix = () => oneForEachPush(config);
        if (warning !== undefined) {
          const single = jobs.length === 1 ? { job: name, gitlabMessage: warning.gitlabMessage } : {};
          yield { messageId: 'everywhere', at, data: { jobs }, witness, fix, ...single };
        } else {
          const related = branchRule(first);
          yield { messageId: 'apart', at, data: { jobs, example: name }, witness, related, fix };
        }
      }
    },
  },
});

/** A job in both pipelines of one push. */
interface Double {
  readonly job: Job;
  readonly branch: Sighting;
  readonly mergeRequest: Sighting;
}

interface Group {
  readonly at: Place;
  readonly doubles: Double[];
  /** GitLab's own warning, if it has one. */
  readonly warning?: ConfigProblem;
}

/** Jobs in both pipelines: those that GitLab warns of by the place of the last rule, all others together. */
function groups(config: Config): Iterable<Group> {
  const warnings = new Map<string, ConfigProblem>();
  for (const problem of config.problems) {
    if (problem.kind === KIND && problem.job !== undefined) warnings.set(problem.job, problem);
  }
  const found = new Map<string, Group>();
  for (const job of config.jobs) {
    const double = findDouble(config, membershipOf(config), job);
    const by = double?.mergeRequest.decisionOf(job.name)?.by;
    if (double === null || by?.kind !== 'rule') continue;
    const warning = warnings.get(job.definition.name);
    const at = warning?.at ?? by.entry.at.node;
    const place = warning === undefined ? '' : `${at.source.path}:${at.start}`;
    const known = found.get(place);
    if (known === undefined) found.set(place, { at, doubles: [double], ...(warning && { warning }) });
    else known.doubles.push(double);
  }
  return found.values();
}

function pushTo({ project }: Config): string {
  return (
    `$CI_COMMIT_BRANCH == "feature" && $CI_DEFAULT_BRANCH == "${project.defaultBranch ?? 'main'}" && ` +
    '$CI_COMMIT_REF_PROTECTED == "false" && $CI_OPEN_MERGE_REQUESTS == "group/project!1"'
  );
}

function findDouble(config: Config, membership: Membership, job: Job): Double | null {
  if (job.rules === null) return null;
  // What asks for a certain commit message or project is too rare to be a nuisance.
  const isIn = ({ composition, decisionOf, input }: Sighting): boolean =>
    input.variables === undefined && composition.pipeline !== null && decisionOf(job.name)?.form != null;
  const branch = membership.find(
    jobs =>
      jobs.solver.and(
        jobs.solver.inTypes(['push-branch']),
        jobs.solver.expression(pushTo(config)),
        jobs.includes(job),
      ),
    isIn,
    'usual',
  );
  if (branch === null) return null;
  const mergeRequest = membership.find(
    jobs => jobs.solver.and(jobs.solver.inTypes(['merge-request']), jobs.includes(job)),
    isIn,
    'usual',
  );
  return mergeRequest === null ? null : { job, branch, mergeRequest };
}

function bothWitnesses(config: Config, { branch, mergeRequest }: Double): Witness {
  const first = toWitness(config, branch);
  const second = toWitness(config, mergeRequest);
  return {
    ...second,
    summary: `${first.summary}, and ${second.summary}`,
    command: `${first.command} && ${second.command}`,
  };
}

function branchRule({ job, branch }: Double): readonly Related[] {
  const by = branch.decisionOf(job.name)?.by;
  return by?.kind === 'rule'
    ? [{ message: 'This rule adds it to branch pipelines.', at: by.entry.at.node }]
    : [];
}
