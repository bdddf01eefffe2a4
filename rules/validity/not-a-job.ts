import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { rootKeywords } from '../../src/config/keywords/default.js';
import { keywordTables } from '../../src/config/keywords/tables.js';
import { get, isNull } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { nearest } from '../../src/linter/nearest.js';
import { pairAt } from '../../src/linter/node-at.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { Node, ScalarNode } from '../../src/syntax/node.js';
import { renameKey } from '../../src/syntax/yaml/edit-mapping.js';
import { setScalar } from '../../src/syntax/yaml/edit-value.js';

export const notAJob: AnyLintRule = defineRule({
  id: 'not-a-job',
  meta: {
    summary: 'A top-level key is neither a keyword nor a job, or there is no job at all.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/jobs/#hide-a-job',
      'lib/gitlab/ci/config/entry/jobs.rb',
      'lib/gitlab/ci/config/entry/bridge.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    noScript: {
      what: 'Job {{job}} has nothing to do: no `script`, `run` or `trigger`.',
      why: 'GitLab takes every other key of the top level for a job, and rejects one that does nothing.',
      help: 'Give it a `script`, or hide it as {{hidden}} if other jobs only take over its keywords.',
    },
    misspelled: {
      what: '{{job}} is not a keyword, so it is a job; and a job needs `script`, `run` or `trigger`.',
      why: 'GitLab takes every other key of the top level for a job, and rejects one that does nothing.',
      help: 'Did you mean the keyword {{near}}?',
    },
    jobKeyword: {
      what: '{{job}} stands at the top level, where it is taken for a job.',
      why: 'It is a keyword of jobs. GitLab rejects a job without `script`, `run` or `trigger`.',
      help: 'Indent it below the job that it belongs to.',
    },
    value: {
      what: '{{job}} is a job, but holds a single value instead of keywords.',
      why: 'GitLab takes every key of the top level that is no keyword for a job, and rejects one without `script`, `run` or `trigger`.',
      help: 'Move it under `variables` if it is a variable, or write it as {{hidden}}.',
    },
    onlyNeeds: {
      what: 'Job {{job}} needs other jobs, but has nothing to do: no `script`, `run` or `trigger`.',
      why: 'With `needs` alone GitLab takes it for a trigger job without a `trigger`, and rejects it.',
      help: 'Give it a `script`, or hide it as {{hidden}}.',
    },
    bridgeNeeds: {
      what: 'Job {{job}} mirrors more than one pipeline in its `needs`.',
      why: 'A job has one status, so GitLab takes one `needs:pipeline` at most.',
      help: 'Write one job for each pipeline.',
    },
    keywordJob: {
      what: '{{job}} has a `script`, so GitLab takes it for a job of that name.',
      why: 'As a keyword it has no effect then, and a job runs that nobody meant.',
      help: 'Move the script to a job.',
    },
    noJob: {
      what: 'The configuration has no job that could run.',
      why: 'Hidden jobs, whose names start with a dot, do not count; GitLab rejects a configuration without visible jobs.',
      help: 'Add a job with a `script`.',
    },
  },
  problems: ['jobs.*', 'bridge.*'],
  on: {
    *definition({ name, key }) {
      if (!Object.hasOwn(rootKeywords, name)) return;
      yield { messageId: 'keywordJob', at: key, job: name, data: { job: name }, severity: 'warning' };
    },
    *problem(problem, { config }) {
      const { at, job = '', kind } = problem;
      const hidden = `.${job}`;
      const fix = (): Fix[] => suggestion(`Hide it as ${hidden}`, hide(config, problem, job));
      if (kind === 'jobs.no-visible') {
        yield { messageId: 'noJob', at: { ...at, end: Math.min(at.end, at.start) } };
      } else if (kind === 'bridge.one-need') {
        yield { messageId: 'bridgeNeeds', at, data: { job } };
      } else if (kind === 'bridge.trigger-or-needs') {
        const mapping = config.merged.entries.get(job)?.value;
        // GitLab does not look at `trigger` when other keywords of the job are wrong.
        if (!isNull(get(mapping, 'trigger'))) return;
        const messageId = isNull(get(mapping, 'needs')) ? 'noScript' : 'onlyNeeds';
        yield { messageId, at, data: { job, hidden }, fix };
      } else {
        const near = nearest(job, Object.keys(rootKeywords));
        const value = config.merged.entries.get(job)?.value;
        const words = JOB_WORDS.test(value?.kind ?? '');
        if (near !== null) {
          yield {
            messageId: 'misspelled',
            at,
            data: { job, near },
            fix: () => suggestion(`Rename to ${near}`, rename(config, problem, near)),
          };
        } else if (Object.hasOwn(keywordTables.job, job)) {
          yield { messageId: 'jobKeyword', at, data: { job } };
        } else if (words) {
          yield { messageId: 'value', at, data: { job, hidden }, fix };
        } else {
          yield { messageId: 'noScript', at, data: { job, hidden }, fix };
        }
      }
    },
  },
});

/** Kinds of values that hold no keywords. */
const JOB_WORDS = /^(?:scalar|list)$/;

function rename(config: Config, { at }: Problem, name: string): Edit[] | null {
  const found = pairAt(config, at);
  return found && renameKey(found.pair, name);
}

/** Renames the key and all `extends` and `!reference` that name it. Null when one of them cannot be rewritten. */
function hide(config: Config, problem: Problem, job: string): Edit[] | null {
  const key = rename(config, problem, `.${job}`);
  if (key === null || config.merged.entries.has(`.${job}`)) return null;
  const edits = [...key];
  for (const use of usesOf(config, job)) {
    const edit = setScalar(use, `.${job}`);
    if (edit === null) return null;
    edits.push(...edit);
  }
  return edits;
}

/** Where files name a job to take over its keywords. */
function usesOf(config: Config, job: string): ScalarNode[] {
  const uses: ScalarNode[] = [];
  const names = (node: Node): void => {
    if (node.kind === 'scalar' && node.text === job) uses.push(node);
    if (node.kind === 'sequence') node.items.forEach(names);
  };
  const visit = (node: Node): void => {
    if (node.kind === 'sequence') {
      const [first] = node.items;
      if (node.tag === '!reference') first !== undefined && names(first);
      else node.items.forEach(visit);
    } else if (node.kind === 'mapping') {
      for (const { key, value } of node.pairs) {
        if (key.kind === 'scalar' && key.text === 'extends') names(value);
        else visit(value);
      }
    }
  };
  for (const stream of new Set(config.files.map(file => file.stream))) {
    for (const { contents } of stream.documents) if (contents !== null) visit(contents);
  }
  return uses;
}
