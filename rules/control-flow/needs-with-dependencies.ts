import type { Config } from '../../src/config/config.js';
import type { Dependency, Job, Need } from '../../src/config/job.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { ownKeyword } from '../../src/linter/ownership.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { Node, SequenceNode } from '../../src/syntax/node.js';
import { findPair, removeEntry, setEntry } from '../../src/syntax/yaml/edit-mapping.js';
import { replaceItem } from '../../src/syntax/yaml/edit-sequence.js';

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
      const { downloaded, waited, refused, absent } = compare(job.needs, job.dependencies);
      // Beside other needs, GitLab rejects a dependency that is not among them.
      if (absent.length > 0 && job.needs.length > 0) return;
      if (definitionNames.size === 0) nameDefinitions(config, definitionNames);
      const show = (jobs: readonly string[]) => [
        ...new Set(jobs.map(one => definitionNames.get(one) ?? one)),
      ];
      const { name } = job.definition;
      const missing = show([...absent, ...refused]);
      const safe = missing.length === 0;
      const facts = { at, job: name, fix: () => fixOf(job, config, safe) };
      if (!safe) {
        const messageId = absent.length > 0 ? 'noNeeds' : 'contradiction';
        yield { ...facts, severity: 'error', messageId, data: { job: name, missing } };
      } else if (downloaded.length === 0) {
        yield { ...facts, severity: 'info', messageId: 'nothing', data: { job: name } };
      } else if (waited.length > 0) {
        const data = { job: name, downloaded: show(downloaded), missing: show(waited) };
        yield { ...facts, messageId: 'fewer', data };
      } else {
        yield { ...facts, severity: 'info', messageId: 'same', data: { job: name } };
      }
    },
  },
});

function nameDefinitions({ jobs }: Config, names: Map<string, string>): void {
  for (const { name, definition } of jobs) names.set(name, definition.name);
}

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

/** Says in `needs` what is downloaded today; where the two lists contradict each other, a person has to choose. */
function fixOf(job: Job, config: Config, safe: boolean): Fix[] {
  const edits = mergeIntoNeeds(job, config);
  return safe
    ? safeFix('Say in `needs` what is downloaded', edits)
    : suggestion('Remove `dependencies`: nothing is downloaded, as today', edits);
}

function mergeIntoNeeds(job: Job, config: Config): Edit[] | null {
  const needs = ownKeyword(config, job, 'needs')?.value.node;
  const { node } = job.definition.mapping;
  if (needs?.kind !== 'sequence' || ownKeyword(config, job, 'dependencies') === null) return null;
  const pair = node.kind === 'mapping' ? findPair(node, 'dependencies') : undefined;
  if (node.kind !== 'mapping' || pair === undefined) return null;
  const edits = [removeEntry(node, pair, { comment: 'keep' })];
  for (const [item, downloads] of itemsOf(job)) {
    if (downloads === 'all') continue;
    edits.push(downloads === 'some' ? null : withoutArtifacts(needs, item));
  }
  return edits.every(edit => edit !== null) ? edits.flat() : null;
}

/** The entries of `needs` whose artifacts are downloaded by default, and whether `dependencies` lists their jobs. */
function itemsOf({ needs, dependencies }: Job): Map<Node, 'all' | 'none' | 'some'> {
  const listed = new Set(dependencies?.map(({ job }) => job));
  const items = new Map<Node, 'all' | 'none' | 'some'>();
  for (const { job, artifacts, at } of needs ?? []) {
    if (!artifacts) continue;
    const downloads = listed.has(job) ? 'all' : 'none';
    const known = items.get(at.node) ?? downloads;
    items.set(at.node, known === downloads ? downloads : 'some');
  }
  return items;
}

function withoutArtifacts(needs: SequenceNode, item: Node): Edit[] | null {
  const index = needs.items.indexOf(item);
  if (item.kind === 'mapping') return index === -1 ? null : setEntry(item, 'artifacts', false);
  if (item.kind !== 'scalar' || index === -1) return null;
  return replaceItem(needs, index, { job: item.text, artifacts: false });
}
