import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Job, Need } from '../../src/config/job.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { wordOf, wordsOf } from '../../src/linter/problem.js';

export const needsCycle: AnyLintRule = defineRule({
  id: 'needs-cycle',
  meta: {
    summary: 'Jobs need each other in a circle, so none of them could start.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: ['https://docs.gitlab.com/ci/yaml/#needs', 'lib/gitlab/ci/yaml_processor/dag.rb'],
    dialects: DIALECTS,
  },
  messages: {
    self: {
      what: 'Job {{job}} needs itself.',
      why: 'It could never start; GitLab rejects the configuration.',
      help: 'Remove it from its own `needs`.',
    },
    circle: {
      what: 'These jobs wait for each other in a circle: {{{path}}}.',
      why: 'None of them could ever start; GitLab rejects the configuration.',
      help: 'Remove one of these needs.',
    },
  },
  problems: ['needs.self', 'needs.circular'],
  state: (): State => ({ jobs: null }),
  on: {
    *problem(problem, { config, state }) {
      const { at, kind } = problem;
      if (kind === 'needs.self') {
        yield { messageId: 'self', at, data: { job: wordOf(problem, 'job') } };
        return;
      }
      const circle = circleIn(jobsOf(config, state), wordsOf(problem, 'jobs'));
      const [first, ...rest] = circle.needs;
      const related = rest.map(({ job, need }) => ({
        message: `${quote(job)} needs ${quote(need.job)}.`,
        at: need.at.node,
      }));
      yield {
        messageId: 'circle',
        at: first?.need.at.node ?? at,
        data: { path: pathOf(circle.jobs) },
        related: related.slice(0, LONGEST_PATH),
      };
    },
  },
});

interface State {
  /** By name; made for the first circle. */
  jobs: ReadonlyMap<string, Job> | null;
}

function jobsOf({ jobs }: Config, state: State): ReadonlyMap<string, Job> {
  state.jobs ??= new Map(jobs.map(job => [job.name, job]));
  return state.jobs;
}

const LONGEST_PATH = 8;

/** "`a` → `b` → `a`"; the middle of a long one is left out. */
function pathOf(ring: readonly string[]): string {
  const shown = ring.map(quote);
  const path =
    ring.length > LONGEST_PATH
      ? [...shown.slice(0, LONGEST_PATH - 1), `${ring.length - LONGEST_PATH + 1} more`]
      : shown;
  return [...path, shown[0] ?? ''].join(' → ');
}

interface Circle {
  readonly jobs: readonly string[];
  readonly needs: readonly { readonly job: string; readonly need: Need }[];
}

/** The shortest circle through the first of jobs that all reach each other. */
function circleIn(jobs: ReadonlyMap<string, Job>, members: readonly string[]): Circle {
  const [start = ''] = members;
  const among = new Set(members);
  const cameBy = new Map<string, { readonly job: string; readonly need: Need }>();
  const queue = [start];
  for (let at = 0; at < queue.length && !cameBy.has(start); at++) {
    const job = queue[at] ?? '';
    for (const need of jobs.get(job)?.needs ?? []) {
      if (!among.has(need.job) || cameBy.has(need.job)) continue;
      cameBy.set(need.job, { job, need });
      queue.push(need.job);
    }
  }
  const needs: { job: string; need: Need }[] = [];
  for (
    let step = cameBy.get(start);
    step !== undefined;
    step = step.job === start ? undefined : cameBy.get(step.job)
  ) {
    needs.unshift(step);
  }
  return needs.length === 0 ? { jobs: members, needs } : { jobs: needs.map(({ job }) => job), needs };
}
