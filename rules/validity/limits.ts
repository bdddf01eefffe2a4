import { DIALECTS } from '../../src/config/dialect.js';
import type { Job } from '../../src/config/job.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { capitalize, subjectOf, wordOf, wordsOf } from '../../src/linter/problem.js';

interface Options {
  readonly needs: number;
}

export const limits: AnyLintRule = defineRule({
  id: 'limits',
  meta: {
    summary: 'The configuration goes beyond a limit of GitLab.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/administration/instance_limits/',
      'https://docs.gitlab.com/ci/yaml/',
      'lib/gitlab/ci/pipeline/seed/build.rb',
      'lib/gitlab/ci/config/entry/product/parallel.rb',
    ],
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          needs: {
            type: 'integer',
            minimum: 0,
            description: 'The most needs that the instance allows a job (`ci_needs_size_limit`).',
          },
        },
      },
      defaults: { needs: 50 } as Options,
    },
    dialects: DIALECTS,
  },
  messages: {
    count: {
      what: '{{{subject}}} has {{{count}}} {{{items}}}; the limit is {{{limit}}}.',
      why: 'GitLab rejects the configuration.',
      help: '{{{remedy}}}',
    },
    number: {
      what: '{{{subject}}} cannot be more than {{{limit}}}.',
      why: 'GitLab rejects the configuration.',
    },
    length: {
      what: '{{{subject}}} is too long; the limit is {{{limit}}} characters.',
      why: 'GitLab rejects the configuration.',
      help: 'Shorten it.',
    },
    reached: {
      what: '{{{subject}}} goes beyond a limit of GitLab: {{{limit}}}.',
      why: 'GitLab rejects the configuration.',
      help: '{{{remedy}}}',
    },
    needs: {
      what: 'Job {{job}} needs {{{count}}} jobs; the limit is {{{limit}}}.',
      why: 'GitLab creates no pipeline in which a job needs more. Each copy of a `parallel` job counts.',
      help: 'Need fewer jobs, or put a job in between that needs some of them.',
    },
    expanded: {
      what: 'What is repeated here grows beyond all measure, so parts of it are left out.',
      why: 'GitLab has a time limit for merging a configuration, and would probably give up.',
      help: 'Repeat less by `extends` and `!reference`.',
    },
    tooBig: {
      what: '{{{message}}}',
      why: 'GitLab reads no file of that size or depth, so that one file cannot exhaust it.',
      help: 'Split it, or repeat less by aliases.',
    },
  },
  problems: [
    'yaml.too-big',
    'config.too-large',
    'matrix.too-many',
    'cache.too-many',
    'cache.fallback-keys',
    'entries.too-many',
    'tags.limit',
    'include.too-long',
    'include.too-many',
    'needs.cross-limit',
    'needs.name-too-long',
    'name.too-long',
    'text.too-long',
    'number.at-most',
    'inputs.too-many-options',
    'inputs.job-too-many',
    'interpolation.size',
    'interpolation.too-many-functions',
    'interpolation.too-many-blocks',
    'interpolation.index-depth',
  ],
  on: {
    *problem(problem) {
      const { at, kind } = problem;
      const subject = capitalize(subjectOf(problem));
      const limit = wordOf(problem, 'limit') || LIMITS[kind] || '';
      const items = COUNTED[kind];
      const count = wordOf(problem, 'count');
      if (kind === 'config.too-large') yield { messageId: 'expanded', at, severity: 'warning' };
      else if (kind === 'yaml.too-big')
        yield { messageId: 'tooBig', at, data: { message: messageOf(problem) } };
      else if (kind === 'number.at-most') yield { messageId: 'number', at, data: { subject, limit } };
      else if (LONG.has(kind)) {
        yield { messageId: 'length', at, data: { subject: longSubject(problem, subject), limit } };
      } else if (items !== undefined && count !== '') {
        const [noun, remedy] = items;
        yield { messageId: 'count', at, data: { subject, count, items: noun, limit, remedy } };
      } else {
        const [noun, remedy] = items ?? ['', ''];
        yield { messageId: 'reached', at, data: { subject, limit: `${limit} ${noun}`.trim(), remedy } };
      }
    },
    *job(job, { options }) {
      for (const { count, at } of needsOf(job)) {
        if (count <= options.needs) continue;
        const name = job.definition.name;
        yield { messageId: 'needs', at, job: name, data: { job: name, count, limit: options.needs } };
      }
    },
  },
});

/** What is counted, and what to do when there are too many. */
const COUNTED: Readonly<Record<string, readonly [string, string]>> = {
  'matrix.too-many': ['jobs', 'Leave values out, or split the job.'],
  'cache.too-many': ['caches', 'Put paths that change together into one cache.'],
  'cache.fallback-keys': ['fallback keys', 'Keep those that hit most often.'],
  'entries.too-many': ['patterns', 'Use wildcards, or fewer patterns.'],
  'tags.limit': ['tags', 'Give runners one tag that stands for several.'],
  'include.too-long': ['files', 'Include further files from these.'],
  'include.too-many': [
    'included files',
    'Each include counts as often as it is reached; does a file include itself?',
  ],
  'needs.cross-limit': ['needs of other projects', 'Need fewer jobs of other projects.'],
  'inputs.too-many-options': ['options', 'Check the value with `regex` instead.'],
  'inputs.job-too-many': ['inputs', 'Remove some.'],
  'interpolation.too-many-functions': ['functions in one block', 'Use another block.'],
  'interpolation.too-many-blocks': ['blocks', 'Use fewer.'],
  'interpolation.index-depth': ['indices in one access', 'Use a flatter value.'],
  'interpolation.size': ['bytes in one block', 'Shorten it.'],
};

/** Limits that are not among the facts of the problem. */
const LIMITS: Readonly<Record<string, string>> = { 'name.too-long': '255', 'entries.too-many': '50' };

const LONG: ReadonlySet<string> = new Set(['name.too-long', 'text.too-long', 'needs.name-too-long']);

function longSubject(problem: Problem, subject: string): string {
  if (problem.kind === 'needs.name-too-long') return 'The name of a needed job';
  return problem.kind === 'name.too-long' ? 'The name of this job' : subject;
}

function messageOf(problem: Problem): string {
  return wordOf(problem, 'message') || wordOf(problem, 'reason') || wordsOf(problem, 'reasons').join(' ');
}

/** The needs of the job itself and of each of its rules, where they are written. */
function needsOf(job: Job): { count: number; at: Job['definition']['key'] }[] {
  const own = job.definition.mapping.entries.get('needs');
  const rules = (job.rules ?? []).flatMap(({ needs, at }) => {
    const entry = at.entries.get('needs');
    return needs === null || entry === undefined ? [] : [{ count: needs.length, at: entry.key }];
  });
  return own === undefined || job.needs === null
    ? rules
    : [{ count: job.needs.length, at: own.key }, ...rules];
}
