import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Job, keyword, type Need } from '../../src/config/job.js';
import type { Related } from '../../src/config/problem.js';
import type { Severity } from '../../src/linter/diagnostic.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { definitionNames } from '../../src/linter/shared-entries.js';
import type { DecidedBy } from '../../src/pipeline/deciding-rule.js';
import { type Membership, membershipOf } from '../../src/pipeline/membership/membership.js';
import {
  type Assumption,
  assumedVariables,
  describeSighting,
  type Sighting,
} from '../../src/pipeline/membership/sighting.js';
import type { Node } from '../../src/syntax/node.js';
import { insertEntry, setEntry } from '../../src/syntax/yaml/edit-mapping.js';
import { setValue } from '../../src/syntax/yaml/edit-value.js';
import { written } from '../../src/syntax/yaml/render-yaml.js';

export const needsMissingInPipeline: AnyLintRule = defineRule({
  id: 'needs-missing-in-pipeline',
  meta: {
    summary: 'A job is in a pipeline without a job that it needs, so GitLab refuses the pipeline.',
    category: 'conditions',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#needsoptional',
      'https://docs.gitlab.com/ci/jobs/job_troubleshooting/',
      'lib/gitlab/ci/pipeline/seed/build.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    missing: {
      what: 'There are pipelines with {{jobs}} but without {{needed}}, which is needed there.',
      why: 'In {{{pipeline}}} the one is added and the other is not, so GitLab refuses the whole pipeline.',
      help: 'Let the conditions of both agree, or write `optional: true` if the job can do without {{needed}}.',
    },
    assumed: {
      what: 'With some values of {{variables}} there are pipelines with {{jobs}} but without {{needed}}, which is needed there.',
      why: 'In {{{pipeline}}} the one is added and the other is not, so GitLab refuses the whole pipeline.',
      help: 'Let the conditions of both agree, or write `optional: true` if the job can do without {{needed}}.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid) return;
      for (const group of byAssumption(missingNeeds(config), config)) {
        const [first] = group;
        const [job] = first?.jobs ?? [];
        if (first === undefined || job === undefined) continue;
        const { need, sighting } = first;
        const data = {
          jobs: definitionNames(group.flatMap(({ jobs }) => jobs.map(each => ({ job: each })))),
          needed: [...new Set(group.map(missing => missing.need.job))],
          pipeline: describeSighting(sighting),
        };
        const facts = {
          at: need.at.node,
          severity: SEVERITIES[sighting.assumes],
          related: related(job, need.job, sighting),
          witness: toWitness(config, sighting, `${quote(job.name)} is added, ${quote(need.job)} is not`),
          fix: () => [...makeOptional(need), ...shareRules(config, job, need.job)],
          ...(data.jobs.length === 1 ? { job: job.definition.name } : {}),
        };
        const variables = assumedVariables(sighting.input, config.project);
        if (variables.length === 0) yield { ...facts, messageId: 'missing', data };
        else yield { ...facts, messageId: 'assumed', data: { ...data, variables } };
      }
    },
  },
});

const SEVERITIES: Readonly<Record<Assumption, Severity>> = {
  nothing: 'error',
  unusual: 'warning',
  variables: 'info',
};

interface MissingNeed {
  readonly need: Need;
  /** The jobs that share the entry of `needs`. */
  readonly jobs: Job[];
  readonly sighting: Sighting;
}

/** What asks for the same variables of the project is one group; all else stands alone. */
function byAssumption(missing: Iterable<MissingNeed>, { project }: Config): Iterable<readonly MissingNeed[]> {
  const groups = new Map<unknown, MissingNeed[]>();
  for (const each of missing) {
    const variables = assumedVariables(each.sighting.input, project);
    const key = variables.length === 0 ? each : variables.join();
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [each]);
    else known.push(each);
  }
  return groups.values();
}

/** One for each entry of `needs`, whatever number of parallel jobs it stands for. */
function missingNeeds(config: Config): Iterable<MissingNeed> {
  const membership = membershipOf(config);
  const byName = new Map(config.jobs.map(job => [job.name, job]));
  const found = new Map<Node, MissingNeed>();
  for (const job of config.jobs) {
    for (const need of job.needs ?? []) {
      const needed = byName.get(need.job);
      if (need.optional || needed === undefined) continue;
      const { node } = need.at;
      const known = found.get(node);
      if (known?.sighting.assumes === 'nothing' && known.need.job !== need.job) continue;
      const sighting = findMissing(membership, job, needed);
      if (sighting === null) continue;
      if (known === undefined || isSurer(sighting, known.sighting))
        found.set(node, { need, jobs: [job], sighting });
      else if (known.need.job === need.job) known.jobs.push(job);
    }
  }
  return found.values();
}

/** Whether less has to be assumed for the first one. */
function isSurer(sighting: Sighting, known: Sighting): boolean {
  return ASSUMPTIONS.indexOf(sighting.assumes) < ASSUMPTIONS.indexOf(known.assumes);
}

const ASSUMPTIONS: readonly Assumption[] = ['nothing', 'unusual', 'variables'];

function findMissing(membership: Membership, job: Job, needed: Job): Sighting | null {
  const { conditions } = membership;
  if (!conditions.isSettled(job) || !conditions.isSettled(needed)) return null;
  return membership.find(
    jobs => jobs.solver.and(jobs.includes(job), jobs.solver.not(jobs.includes(needed))),
    sighting =>
      sighting.composition.reason === 'config_error' &&
      sighting.decisionOf(job.name)?.form != null &&
      sighting.decisionOf(needed.name)?.form === null,
  );
}

/** What decided about the two. */
function related(job: Job, needed: string, sighting: Sighting): readonly Related[] {
  const adding = placeOf(sighting.decisionOf(job.name)?.by);
  const leaving = placeOf(sighting.decisionOf(needed)?.by);
  return [
    ...(adding === null ? [] : [{ message: `This rule adds ${quote(job.name)}.`, at: adding }]),
    ...(leaving === null ? [] : [{ message: `This rule keeps ${quote(needed)} out.`, at: leaving }]),
  ];
}

function placeOf(by: DecidedBy | undefined): Node | null {
  return by?.kind === 'rule' ? by.entry.at.node : null;
}

function makeOptional({ at: { node }, job }: Need): Fix[] {
  const edits =
    node.kind === 'mapping'
      ? setEntry(node, 'optional', true)
      : node.kind === 'scalar'
        ? setValue(node, { job, optional: true })
        : null;
  return suggestion('Write `optional: true`: the job starts without it where it is not there', edits);
}

/** For a job that has no conditions yet, those of the job that it needs, as far as they only say whether that is added. */
function shareRules(config: Config, job: Job, name: string): Fix[] {
  const needed = config.jobs.find(each => each.name === name);
  const { mapping } = job.definition;
  const isFree = ['rules', 'only', 'except'].every(key => keyword(job, key) === undefined);
  if (!isFree || needed?.rules == null || needed.matrix.size > 0 || mapping.node.kind !== 'mapping')
    return [];
  const onlyAdds = needed.rules.every(({ when }) => {
    return when === null || when.value === 'never' || when.value === 'on_success';
  });
  const path = needed.definition.name;
  if (!onlyAdds || !/^[\w.-]+$/.test(path) || needed.when.value !== job.when.value) return [];
  const value = written(`!reference [${path}, rules]`);
  return suggestion(
    `Add ${quote(job.definition.name)} where ${quote(path)} is added`,
    insertEntry(mapping.node, { key: 'rules', value }),
  );
}
