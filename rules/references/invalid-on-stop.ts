import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { keyword } from '../../src/config/job.js';
import type { Related } from '../../src/config/problem.js';
import { get, type Value } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { wordOf } from '../../src/linter/problem.js';

const REJECTED = 'GitLab could not stop the environment with it, and rejects the configuration.';

export const invalidOnStop: AnyLintRule = defineRule({
  id: 'invalid-on-stop',
  meta: {
    summary: 'The job that `on_stop` names does not stop the same environment.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: ['https://docs.gitlab.com/ci/yaml/#environmenton_stop', 'lib/gitlab/ci/yaml_processor.rb'],
    dialects: DIALECTS,
  },
  messages: {
    noEnvironment: {
      what: 'Job {{stop}}, which is to stop the environment of {{job}}, has no `environment`.',
      why: REJECTED,
      help: 'Give {{stop}} the same `environment:name`, and `action: stop`.',
    },
    otherName: {
      what: 'Job {{stop}}, which is to stop the environment {{name}} of {{job}}, is for {{other}}.',
      why: 'The names are compared as they are written, variables included; GitLab rejects the configuration.',
      help: 'Give both jobs the same `environment:name`.',
    },
    noAction: {
      what: 'Job {{stop}}, which is to stop the environment of {{job}}, does not say `action: stop`.',
      why: REJECTED,
      help: 'Add `action: stop` to the environment of {{stop}}.',
    },
  },
  problems: ['environment.on-stop-no-environment', 'environment.on-stop-name', 'environment.on-stop-action'],
  on: {
    *problem(problem, { config }) {
      const { at, job = '', kind } = problem;
      const stop = wordOf(problem, 'job');
      const related = [...problem.related, ...environmentOf(config, stop)];
      if (kind === 'environment.on-stop-no-environment') {
        yield { messageId: 'noEnvironment', at, data: { job, stop }, related };
      } else if (kind === 'environment.on-stop-action') {
        yield { messageId: 'noAction', at, data: { job, stop }, related };
      } else {
        const data = { job, stop, name: nameOf(config, job), other: nameOf(config, stop) };
        yield { messageId: 'otherName', at, data, related };
      }
    },
  },
});

function environment(config: Config, job: string): Value | undefined {
  const definition =
    config.definitions.find(({ name }) => name === job) ??
    config.jobs.find(({ name }) => name === job)?.definition;
  return definition && keyword(definition, 'environment');
}

function nameOf(config: Config, job: string): string {
  const value = environment(config, job);
  const name = value?.kind === 'mapping' ? get(value, 'name') : value;
  return name?.kind === 'scalar' ? name.text : '';
}

/** Where the environment of the other job is written, else the job. */
function environmentOf(config: Config, stop: string): Related[] {
  const value = environment(config, stop);
  const key = config.merged.entries.get(stop)?.key;
  if (value !== undefined) return [{ message: `The environment of ${quote(stop)}.`, at: value.node }];
  return key === undefined ? [] : [{ message: `${quote(stop)} stands here.`, at: key }];
}
