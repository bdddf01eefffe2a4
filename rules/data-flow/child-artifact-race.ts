import type { Config } from '../../src/config/config.js';
import { type Job, keyword } from '../../src/config/job.js';
import { asString, get, type Value } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { ownKeyword } from '../../src/linter/ownership.js';
import { childOf } from '../../src/pipeline/child-pipeline.js';
import { insertEntry } from '../../src/syntax/yaml/edit-mapping.js';
import { appendItem } from '../../src/syntax/yaml/edit-sequence.js';

export const childArtifactRace: AnyLintRule = defineRule({
  id: 'child-artifact-race',
  meta: {
    summary: 'A child pipeline fetches artifacts of a job of its parent that may not have finished.',
    category: 'data-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#needspipelinejob',
      'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#fetch-artifacts-from-an-upstream-pipeline',
      'app/models/ci/build_dependencies.rb',
    ],
  },
  messages: {
    race: {
      what: 'The child pipeline of {{trigger}} fetches artifacts of {{needed}}, for which {{trigger}} does not wait.',
      why: 'With `needs:pipeline` {{job}} of the child waits for nobody: it fails when {{needed}} has not finished by then.',
      help: 'Add {{needed}} to the `needs` of {{trigger}}, or let {{trigger}} stand in a later stage.',
    },
  },
  on: {
    *job(job, { config }) {
      const child = config.valid ? childOf(config, job) : null;
      if (child === null) return;
      const asked = new Set<string>();
      for (const { fetching, name, at } of fetchesOfParent(child, job, config)) {
        const needed = config.jobs.filter(each => each.name === name || each.definition.name === name);
        const [first] = needed;
        if (first === undefined || asked.has(name) || needed.every(each => waitsFor(config, job, each)))
          continue;
        asked.add(name);
        const trigger = job.definition.name;
        yield {
          messageId: 'race',
          at: keyword(job, 'needs')?.node ?? job.definition.key,
          job: trigger,
          data: { trigger, needed: name, job: fetching },
          related: [
            { message: `${quote(fetching)} of the child fetches them.`, at: at.node },
            { message: `${quote(name)} makes them.`, at: first.definition.key },
          ],
          fix: () => waitFor(config, job, first),
        };
      }
    },
  },
});

interface Fetch {
  /** The job of the child. */
  readonly fetching: string;
  /** The job of the parent. */
  readonly name: string;
  readonly at: Value;
}

/** The `needs:pipeline:job` of a child that name its parent's pipeline by a variable that the trigger job passes on. */
function* fetchesOfParent(child: Config, trigger: Job, config: Config): Generator<Fetch> {
  for (const definition of child.definitions) {
    const needs = keyword(definition, 'needs');
    for (const at of needs?.kind === 'list' ? needs.items : []) {
      const name = asString(get(at, 'job'));
      const [, variable = ''] = /^\$\{?(\w+)\}?$/.exec(asString(get(at, 'pipeline')) ?? '') ?? [];
      const passed = trigger.variables.get(variable)?.value ?? config.variables.get(variable)?.value ?? '';
      if (name === null || name.includes('$') || !/^\$\{?CI_PIPELINE_ID\}?$/.test(passed)) continue;
      yield { fetching: definition.name, name, at };
    }
  }
}

/** Whether a job starts only when another one has finished. */
function waitsFor(config: Config, job: Job, other: Job): boolean {
  const byName = new Map(config.jobs.map(each => [each.name, each]));
  const stageOf = (each: Job): number => config.stages.indexOf(each.stage.value);
  const seen = new Set<Job>([job]);
  for (const each of seen) {
    if (each.schedulingType === 'stage') {
      if (stageOf(other) < stageOf(each)) return true;
      continue;
    }
    for (const need of each.needs ?? []) {
      const needed = byName.get(need.job);
      if (needed === other) return true;
      if (needed !== undefined) seen.add(needed);
    }
  }
  return false;
}

function waitFor(config: Config, job: Job, needed: Job): Fix[] {
  const title = `Let ${quote(job.definition.name)} need ${quote(needed.definition.name)}`;
  if (config.stages.indexOf(needed.stage.value) > config.stages.indexOf(job.stage.value)) return [];
  const needs = ownKeyword(config, job, 'needs')?.value.node;
  if (needs?.kind === 'sequence') return suggestion(title, appendItem(needs, needed.definition.name));
  const { node } = job.definition.mapping;
  if (keyword(job, 'needs') !== undefined || node.kind !== 'mapping') return [];
  return suggestion(title, insertEntry(node, { key: 'needs', value: [needed.definition.name] }));
}
