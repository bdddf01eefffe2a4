import type { Dependency, Need } from '../../src/config/job.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';

export const needsWithDependencies: AnyLintRule = defineRule({
  id: 'needs-with-dependencies',
  meta: {
    summary: 'A job has both `needs` and `dependencies`, and its artifacts are decided by the two together.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#dependencies',
      'https://docs.gitlab.com/ci/yaml/#needsartifacts',
      'app/models/ci/build_dependencies.rb',
    ],
  },
  messages: {
    nothing: {
      what: 'Job {{job}} downloads nothing from its needs, because of `dependencies: []`.',
      why: 'The same can be said where the jobs are named, with `artifacts: false` in `needs`.',
      help: 'Say it in `needs` alone.',
    },
    same: {
      what: '`dependencies` of {{job}} repeats its `needs`.',
      why: 'The artifacts of every need are downloaded without it.',
      help: 'Remove `dependencies`.',
    },
    fewer: {
      what: 'Job {{job}} downloads artifacts of {{downloaded}} only; of {{missing}} it waits for the end, not for the artifacts.',
      why: 'With both keywords, artifacts come only from jobs that stand in both lists.',
      help: 'Say it in `needs` alone, with `artifacts: false` where none are wanted.',
    },
    contradiction: {
      what: 'Job {{job}} lists {{missing}} in `dependencies`, but `needs` says `artifacts: false`: nothing is downloaded.',
      why: 'With both keywords, artifacts come only from jobs that stand in both lists.',
      help: 'Remove `artifacts: false` if the artifacts are wanted, else the entry of `dependencies`.',
    },
    noNeeds: {
      what: 'Job {{job}} lists {{missing}} in `dependencies`, but needs no job: nothing is downloaded.',
      why: 'With both keywords, artifacts come only from jobs that stand in both lists.',
      help: 'Write the jobs into `needs`.',
    },
  },
  state: () => ({ definitionNames: new Map<string, string>() }),
  on: {
    *job(job, { config, state: { definitionNames } }) {
      const at = job.definition.mapping.entries.get('dependencies')?.key;
      if (job.needs === null || job.dependencies === null || at === undefined) return;
      if (job.rules?.some(entry => entry.needs !== null)) return;
      if (definitionNames.size === 0)
        for (const { name, definition } of config.jobs) definitionNames.set(name, definition.name);
      const name = job.definition.name;
      const facts = { at, job: name };
      const show = (jobs: readonly string[]) => [
        ...new Set(jobs.map(one => definitionNames.get(one) ?? one)),
      ];
      const { downloaded, waited, refused, absent } = compare(job.needs, job.dependencies);
      if (absent.length > 0) {
        // Beside other needs, GitLab rejects a dependency that is not among them.
        if (job.needs.length === 0)
          yield {
            ...facts,
            severity: 'error',
            messageId: 'noNeeds',
            data: { job: name, missing: show(absent) },
          };
      } else if (refused.length > 0) {
        yield {
          ...facts,
          severity: 'error',
          messageId: 'contradiction',
          data: { job: name, missing: show(refused) },
        };
      } else if (downloaded.length === 0) {
        yield { ...facts, severity: 'info', messageId: 'nothing', data: { job: name } };
      } else if (waited.length > 0) {
        yield {
          ...facts,
          messageId: 'fewer',
          data: { job: name, downloaded: show(downloaded), missing: show(waited) },
        };
      } else {
        yield { ...facts, severity: 'info', messageId: 'same', data: { job: name } };
      }
    },
  },
});

interface Comparison {
  readonly downloaded: readonly string[];
  /** Needs whose artifacts nobody listed. */
  readonly waited: readonly string[];
  /** Listed, and a need that says `artifacts: false`. */
  readonly refused: readonly string[];
  /** Listed, and no need. */
  readonly absent: readonly string[];
}

function compare(needs: readonly Need[], dependencies: readonly Dependency[]): Comparison {
  const listed = new Set(dependencies.map(({ job }) => job));
  const needed = new Set(needs.map(({ job }) => job));
  const names = (wanted: (need: Need) => boolean): string[] => needs.filter(wanted).map(({ job }) => job);
  return {
    downloaded: names(({ job, artifacts }) => artifacts && listed.has(job)),
    waited: names(({ job, artifacts }) => artifacts && !listed.has(job)),
    refused: names(({ job, artifacts }) => !artifacts && listed.has(job)),
    absent: [...listed].filter(job => !needed.has(job)),
  };
}
