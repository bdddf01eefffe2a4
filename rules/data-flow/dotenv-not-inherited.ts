import { isPredefined } from '../../src/conditions/pipeline-types.js';
import type { Config } from '../../src/config/config.js';
import { type Job, keyword } from '../../src/config/job.js';
import { asString, get } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { ownKeyword } from '../../src/linter/ownership.js';
import { type ShellScript, scriptOf, withoutComments } from '../../src/linter/shell-script.js';
import type { Node } from '../../src/syntax/node.js';
import { appendItem } from '../../src/syntax/yaml/edit-sequence.js';

export const dotenvNotInherited: AnyLintRule = defineRule({
  id: 'dotenv-not-inherited',
  meta: {
    summary: 'A job reads a variable that another one reports, but does not fetch its artifacts.',
    category: 'data-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/variables/job_scripts/',
      'https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv',
    ],
  },
  messages: {
    empty: {
      what: '`${{{variable}}}` is empty in {{job}}: the report of {{producer}} sets it, and {{job}} does not fetch that.',
      why: 'Variables of a `dotenv` report reach the jobs that fetch artifacts of the job: {{{those}}}.',
      help: '{{{help}}}',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid || !config.complete || config.parent !== null) return;
      const reports = reportsOf(config);
      if (reports.size === 0) return;
      for (const { job, variable, producer, at } of lostVariables(config, reports)) {
        const how = job.dependencies !== null ? 'dependencies' : job.needs !== null ? 'needs' : 'stage';
        yield {
          messageId: 'empty',
          at,
          job: job.definition.name,
          data: {
            job: job.definition.name,
            variable,
            producer: producer.definition.name,
            those: THOSE[how],
            help:
              how === 'stage'
                ? `Let it stand in a later stage than ${quote(producer.definition.name)}, or need that.`
                : `Add ${quote(producer.definition.name)} to its \`${how}\`.`,
          },
          related: [{ message: 'This job reports it.', at: producer.definition.key }],
          fix: () => (how === 'stage' ? [] : fetch(config, job, producer, how)),
        };
      }
    },
  },
});

const THOSE = {
  needs: 'with `needs`, those that name it',
  dependencies: 'with `dependencies`, those that name it',
  stage: 'without `needs`, those of later stages',
} as const;

/** The jobs that report a variable, by its name. */
type Reports = ReadonlyMap<string, readonly Job[]>;

function reportsOf({ jobs }: Config): Reports {
  const reports = new Map<string, Job[]>();
  for (const job of jobs) {
    const dotenv = get(get(keyword(job, 'artifacts'), 'reports'), 'dotenv');
    const files = dotenv?.kind === 'list' ? dotenv.items.map(asString) : [asString(dotenv)];
    const script = files.some(file => file !== null) ? scriptOf(job.definition) : null;
    if (script === null) continue;
    for (const [, name = '', file = ''] of withoutComments(script.text).matchAll(WRITTEN)) {
      if (!files.includes(file.replace(/^\.\//, ''))) continue;
      const known = reports.get(name);
      if (known === undefined) reports.set(name, [job]);
      else if (!known.includes(job)) known.push(job);
    }
  }
  return reports;
}

/** `echo "NAME=value" >> file`. */
const WRITTEN = /\b(?:echo|printf)\s+["']?([A-Za-z_]\w*)=[^\n>]{0,2000}>>?\s*["']?([\w./-]+)/g;

interface Lost {
  readonly job: Job;
  readonly variable: string;
  readonly producer: Job;
  readonly at: Node;
}

/** One for each variable and job as written. */
function* lostVariables(config: Config, reports: Reports): Generator<Lost> {
  const told = new Set<string>();
  for (const job of config.jobs) {
    const script = scriptOf(job.definition);
    if (script === null || job.rules?.some(({ needs }) => needs !== null) === true) continue;
    for (const [variable, producers] of reports) {
      const key = `${job.definition.name}\0${variable}`;
      const [producer] = producers;
      if (producer === undefined || told.has(key) || isSetElsewhere(config, job, variable)) continue;
      if (producers.some(each => each.definition === job.definition || fetches(config, job, each))) continue;
      const at = isSetBefore(job, variable) ? null : findUse(script, variable);
      if (at === null) continue;
      told.add(key);
      yield { job, variable, producer, at };
    }
  }
}

function isSetElsewhere(config: Config, job: Job, name: string): boolean {
  if (isPredefined(name) || config.variables.has(name) || job.variables.has(name)) return true;
  const rules = [...(config.workflow?.rules ?? []), ...(job.rules ?? [])];
  return (
    config.project.variables.has(name) || rules.some(({ variables }) => variables?.entries.has(name) === true)
  );
}

/** Whether a job fetches artifacts of another one, if both are in the pipeline. */
function fetches(config: Config, job: Job, other: Job): boolean {
  const named = job.dependencies?.some(({ job: name }) => name === other.name);
  const needed = job.needs?.some(need => need.job === other.name && need.artifacts);
  if (named !== undefined && needed !== undefined && job.schedulingType === 'dag') return named && needed;
  if (named !== undefined) return named;
  if (needed !== undefined) return needed;
  return config.stages.indexOf(other.stage.value) < config.stages.indexOf(job.stage.value);
}

/** The first place where a script reads a variable that it does not set, and for which it has no other value. */
function findUse(script: ShellScript, name: string): Node | null {
  const code = withoutComments(script.text);
  if (mayAssign(code, name)) return null;
  const use = new RegExp(`\\$${name}\\b|\\$\\{${name}\\}`).exec(code);
  return use === null ? null : script.nodeAt(use.index);
}

/** Whether lines before the script may set a variable. */
function isSetBefore({ definition }: Job, name: string): boolean {
  if (keyword(definition, 'before_script') === undefined) return false;
  const before = scriptOf(definition, 'before_script');
  return before === null || mayAssign(withoutComments(before.text), name);
}

function mayAssign(code: string, name: string): boolean {
  const assigns = new RegExp(`(?:^|[\\s;&|(])(?:export\\s+|read\\s+(?:-\\w+\\s+)*)?${name}(?:=|\\s*$)`, 'm');
  return assigns.test(code) || /(?:^|[\s;&|])(?:source|eval|\.)\s+\S/m.test(code);
}

function fetch(config: Config, job: Job, producer: Job, how: 'needs' | 'dependencies'): Fix[] {
  const list = ownKeyword(config, job, how)?.value.node;
  const stage = config.stages.indexOf(job.stage.value);
  if (list?.kind !== 'sequence' || config.stages.indexOf(producer.stage.value) > stage) return [];
  const name = producer.definition.name;
  const isNamed = [...(job.needs ?? []), ...(job.dependencies ?? [])].some(
    each => each.job === producer.name,
  );
  if (isNamed) return [];
  return suggestion(
    `Add ${quote(name)} to the \`${how}\` of ${quote(job.definition.name)}`,
    appendItem(list, name),
  );
}
