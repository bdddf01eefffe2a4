import type { Config } from '../../src/config/config.js';
import { type Job, type JobDefinition, keyword } from '../../src/config/job.js';
import { type JobOutcome, jobOutcomes } from '../../src/config/job-outcomes.js';
import { goesOutside, httpRequests } from '../../src/linter/http-requests.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { scriptOf, withoutComments } from '../../src/linter/shell-script.js';

export const manualJobAsCallback: AnyLintRule = defineRule({
  id: 'manual-job-as-callback',
  meta: {
    summary: 'A manual job does nothing but let an outside system continue the pipeline.',
    category: 'control-flow',
    severity: 'info',
    preset: 'strict',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/api/jobs/#run-a-job',
      'https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs',
    ],
  },
  messages: {
    pair: {
      what: '{{manual}} only continues the pipeline when the system that {{caller}} calls is done.',
      why: 'That system needs a token that lives long enough to play the job, and a person can play it too early. If nobody does, the pipeline stays blocked: no timeout ends it.',
      help: 'Give the outside system a token for this project alone, and let {{manual}} check the result in its script. One job with `async: true`, which would wait for a callback without a runner, is only proposed: no GitLab runs it.',
    },
  },
  on: {
    *pipeline(config) {
      for (const manual of config.jobs) {
        const when = findManual(manual);
        const caller =
          when === null || !onlyContinues(manual.definition) ? null : predecessor(config, manual);
        if (when === null || caller === null || !callsWithReturn(caller.definition, manual)) continue;
        const { name } = manual.definition;
        yield {
          messageId: 'pair',
          at: when.at?.node ?? manual.definition.key,
          job: name,
          data: { manual: name, caller: caller.definition.name },
          related: [{ message: 'This job calls the other system.', at: caller.definition.key }],
        };
      }
    },
  },
});

/** What makes the job a manual one that blocks. */
function findManual(job: Job): JobOutcome['when'] | null {
  const outcome = jobOutcomes(job).find(({ when, allowFailure }) => {
    return when.value === 'manual' && allowFailure.value !== true;
  });
  return outcome?.when ?? null;
}

const FILLER = /^(?:echo|printf|date|true|:|exit 0)\b[^;&|`$(<>]*$|^:$/;

function onlyContinues(definition: JobDefinition): boolean {
  const script = scriptOf(definition);
  if (script === null || keyword(definition, 'artifacts') !== undefined) return false;
  return withoutComments(script.text)
    .split('\n')
    .every(line => line.trim() === '' || FILLER.test(line.trim()));
}

/** The one job that a job waits for directly. */
function predecessor(config: Config, job: Job): Job | null {
  if (job.needs !== null) {
    const [only, ...others] = job.needs;
    return others.length > 0 ? null : (config.jobs.find(({ name }) => name === only?.job) ?? null);
  }
  const order = config.stages.indexOf(job.stage.value);
  const before = config.jobs.filter(({ stage }) => config.stages.indexOf(stage.value) < order);
  const last = before.reduce((max, { stage }) => Math.max(max, config.stages.indexOf(stage.value)), -1);
  const [only, ...others] = before.filter(({ stage }) => config.stages.indexOf(stage.value) === last);
  return others.length > 0 ? null : (only ?? null);
}

/** Messages to people need no answer. */
const CHATS =
  /hooks\.slack\.com|webhook\.office\.com|discord(?:app)?\.com|api\.telegram\.org|chat\.googleapis\.com/;

/** Whether a job sends something outside with which the manual job can be found again. */
function callsWithReturn(caller: JobDefinition, manual: Job): boolean {
  const script = scriptOf(caller);
  if (script === null) return false;
  const code = withoutComments(script.text);
  return httpRequests(code).some(
    request =>
      request.use === 'send' &&
      goesOutside(request, code) &&
      !CHATS.test(request.words) &&
      (/\bCI_(?:PIPELINE|JOB|PROJECT)_(?:ID|URL)\b|callback/i.test(request.words) ||
        request.words.includes(manual.name)),
  );
}
