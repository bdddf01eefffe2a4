import type { Config } from '../../src/config/config.js';
import { keyword } from '../../src/config/job.js';
import { goesOutside, httpRequests } from '../../src/linter/http-requests.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import {
  hasCommand,
  loopsOf,
  type ShellScript,
  scriptOf,
  withoutComments,
} from '../../src/linter/shell-script.js';
import type { Node } from '../../src/syntax/node.js';

export const pollingJob: AnyLintRule = defineRule({
  id: 'polling-job',
  meta: {
    summary: 'A job holds a runner while it waits for something outside.',
    category: 'control-flow',
    severity: 'info',
    preset: 'strict',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_control/#run-a-job-after-a-delay',
      'https://docs.gitlab.com/api/jobs/#run-a-job',
      'https://gitlab.com/gitlab-org/gitlab/-/issues/368189',
    ],
  },
  messages: {
    polling: {
      what: 'A runner waits in {{jobs}} while it asks again and again with {{command}} whether another system is done.',
      why: 'In this loop the job sleeps, asks and sleeps. Until the answer comes, the runner does nothing else and the timeout of the job counts.',
      help: 'Where the other system can call back, let it play a manual job with `allow_failure: false`, or start it as a pipeline with `trigger`. A job that waits for a callback without a runner, `async: true`, is only proposed: no GitLab runs it.',
    },
    sleeping: {
      what: 'A runner waits in {{jobs}} and does nothing but sleep.',
      why: 'The runner can do nothing else meanwhile, and the timeout of the job counts.',
      help: 'Let the job that comes after it wait without a runner: `when: delayed` with `start_in: {{{duration}}}`.',
    },
  },
  on: {
    *pipeline(config) {
      for (const { node, jobs, wait } of waits(config)) {
        if (wait.kind === 'loop') {
          yield { messageId: 'polling', at: node, data: { jobs, command: wait.command }, ...sole(jobs) };
        } else {
          yield { messageId: 'sleeping', at: node, data: { jobs, duration: wait.duration }, ...sole(jobs) };
        }
      }
    },
  },
});

function sole(jobs: readonly string[]): { readonly job?: string } {
  return jobs.length === 1 && jobs[0] !== undefined ? { job: jobs[0] } : {};
}

type Wait =
  | { readonly kind: 'loop'; readonly command: string; readonly at: Node }
  | { readonly kind: 'sleep'; readonly duration: string; readonly at: Node };

interface WaitOfJobs {
  readonly node: Node;
  readonly wait: Wait;
  readonly jobs: string[];
}

/** One for each item of a script, whatever number of jobs has it. */
function waits(config: Config): Iterable<WaitOfJobs> {
  const found = new Map<Node, WaitOfJobs>();
  for (const definition of config.definitions) {
    const script = scriptOf(definition);
    if (script === null || !/\bsleep\b/.test(script.text)) continue;
    const hasMore = ['before_script', 'after_script'].some(name => keyword(definition, name) !== undefined);
    const wait = findPolling(script) ?? (hasMore ? null : findSleep(script));
    if (wait === null) continue;
    const known = found.get(wait.at);
    if (known === undefined) found.set(wait.at, { node: wait.at, wait, jobs: [definition.name] });
    else known.jobs.push(definition.name);
  }
  return found.values();
}

function findPolling(script: ShellScript): Wait | null {
  for (const { text, start } of loopsOf(script.text)) {
    const command = hasCommand(text, 'sleep') ? statusRequest(text, script.text) : null;
    if (command !== null) return { kind: 'loop', command, at: script.nodeAt(start) };
  }
  return null;
}

/** Commands of which the only use is to look at what another system has. */
const QUERIES: readonly RegExp[] = [
  /\b(gh (?:run|pr|workflow|release) (?:view|list|watch))\b/,
  /\b(glab ci (?:get|list|status|view))\b/,
  /\b(aws [\w-]+ (?:describe|get|list)-[\w-]+)/,
  /\b(gcloud [\w -]{1,60} (?:describe|list))\b/,
  /\b(az [\w -]{1,60} (?:show|list))\b/,
  /\b(argocd app get)\b/,
];

/** The command of a loop that asks whether something is done; null for downloads, uploads and systems of the job's own. */
function statusRequest(loop: string, script: string): string | null {
  for (const query of QUERIES) {
    const command = query.exec(loop)?.[1];
    if (command !== undefined) return command;
  }
  const request = httpRequests(loop).find(each => each.use === 'look' && goesOutside(each, script));
  return request?.command ?? null;
}

/** The whole seconds below which nobody minds. */
const SHORTEST_SLEEP = 60;

const SLEEP = /^sleep\s+["']?(\d+)([smhd]?)["']?$/;
const FILLER = /^(?:echo|printf|date|true|:|set)\b[^;&|`$(]*$/;
const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** A script that says something and sleeps. */
function findSleep(script: ShellScript): Wait | null {
  const code = withoutComments(script.text);
  let seconds = 0;
  let at: Node | null = null;
  let offset = 0;
  for (const line of code.split('\n')) {
    const command = line.trim();
    const [, amount, unit = ''] = SLEEP.exec(command) ?? [];
    if (amount !== undefined) {
      seconds += Number(amount) * (SECONDS[unit] ?? 1);
      at ??= script.nodeAt(offset);
    } else if (command !== '' && !FILLER.test(command)) return null;
    offset += line.length + 1;
  }
  return at === null || seconds < SHORTEST_SLEEP ? null : { kind: 'sleep', duration: inWords(seconds), at };
}

function inWords(seconds: number): string {
  const [amount, unit] =
    seconds % 3600 === 0
      ? [seconds / 3600, 'hour']
      : seconds % 60 === 0
        ? [seconds / 60, 'minute']
        : [seconds, 'second'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
