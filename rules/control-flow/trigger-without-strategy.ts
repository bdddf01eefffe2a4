import { type JobDefinition, keyword } from '../../src/config/job.js';
import { isLater } from '../../src/config/keywords/target.js';
import { asString, get } from '../../src/config/value.js';
import { type Fix, unsafeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { usersOf } from '../../src/linter/ownership.js';
import { setEntry } from '../../src/syntax/yaml/edit-mapping.js';
import { setValue } from '../../src/syntax/yaml/edit-value.js';

export const triggerWithoutStrategy: AnyLintRule = defineRule({
  id: 'trigger-without-strategy',
  meta: {
    summary: 'A trigger job has passed as soon as the other pipeline is there, whatever becomes of that.',
    category: 'control-flow',
    severity: 'info',
    preset: 'all',
    since: '0.1.0',
    fix: 'unsafe',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#triggerstrategy',
      'app/services/ci/create_downstream_pipeline_service.rb',
    ],
  },
  messages: {
    ignored: {
      what: '{{job}} passes as soon as {{{pipeline}}} is created, and does not fail when that fails.',
      why: 'Without `strategy` a trigger job only starts the other pipeline.',
      help: 'Write `strategy: {{{strategy}}}` if the result counts here.',
    },
  },
  on: {
    *definition(definition, { config, target }) {
      const trigger = keyword(definition, 'trigger');
      if (definition.kind !== 'trigger' || trigger === undefined || get(trigger, 'strategy') !== undefined)
        return;
      const strategy = isLater(MIRROR_SINCE, target.gitlabVersion) ? 'depend' : 'mirror';
      const project = asString(trigger) ?? asString(get(trigger, 'project'));
      const pipeline = project === null ? 'its child pipeline' : `the pipeline of \`${project}\``;
      yield {
        messageId: 'ignored',
        at: definition.mapping.entries.get('trigger')?.key ?? definition.key,
        job: definition.name,
        data: { job: definition.name, pipeline, strategy },
        fix: () => (usersOf(config, trigger.node).size > 1 ? [] : follow(definition, strategy)),
      };
    },
  },
});

/** The first GitLab that knows `mirror`. */
const MIRROR_SINCE = '18.2';

function follow(definition: JobDefinition, strategy: string): Fix[] {
  const trigger = keyword(definition, 'trigger');
  const title = `Write \`strategy: ${strategy}\`: the job waits for the other pipeline and takes over its result`;
  if (trigger?.node.kind === 'mapping') return unsafeFix(title, setEntry(trigger.node, 'strategy', strategy));
  const project = asString(trigger);
  if (trigger === undefined || project === null) return [];
  return unsafeFix(title, setValue(trigger.node, { project, strategy }));
}
