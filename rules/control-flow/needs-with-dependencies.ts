import type { Config } from '../../src/config/config.js';
import type { Dependency, Job, Need } from '../../src/config/job.js';
import type { Severity } from '../../src/linter/diagnostic.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { ownKeyword } from '../../src/linter/ownership.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { Node, SequenceNode } from '../../src/syntax/node.js';
import { findPair, removeEntry, setEntry } from '../../src/syntax/yaml/edit-mapping.js';
import { replaceItem } from '../../src/syntax/yaml/edit-sequence.js';

const BOTH = 'With both keywords, artifacts come only from jobs that stand in both lists.';

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
      what: '`dependencies: []` keeps {{jobs}} from downloading artifacts of the needs.',
      why: 'The same can be said where the jobs are named, with `artifacts: false` in `needs`.',
      help: 'Say it in `needs` alone.',
    },
    same: {
      what: '`dependencies` of {{jobs}} repeats the `needs`.',
      why: 'The artifacts of every need are downloaded without it.',
      help: 'Remove `dependencies`.',
    },
    fewer: {
      what: '`dependencies` leaves {{jobs}} with the artifacts of {{downloaded}}: those of {{missing}} are not downloaded.',
      why: BOTH,
      help: 'Say it in `needs` alone, with `artifacts: false` where none are wanted.',
    },
    contradiction: {
      what: '`dependencies` of {{jobs}} lists {{missing}}, but `needs` says `artifacts: false`: nothing is downloaded from there.',
      why: BOTH,
      help: 'Remove `artifacts: false` if the artifacts are wanted, else the entry of `dependencies`.',
    },
    noNeeds: {
      what: '`dependencies` of {{jobs}} lists {{missing}}, but `needs` is empty: nothing is downloaded.',
      why: BOTH,
      help: 'Write the jobs into `needs`.',
    },
  },
  on: {
    *pipeline(config) {
      for (const { at, verdict, jobs, first } of groupJobs(config)) {
        const data = { jobs, downloaded: verdict.downloaded, missing: verdict.missing };
        const { messageId } = verdict;
        const job = jobs.length === 1 ? { job: jobs[0] ?? '' } : {};
        const fix = (): Fix[] => fixOf(first, config, messageId);
        yield { messageId, at, data, fix, severity: SEVERITIES[messageId], ...job };
      }
    },
  },
});

type MessageId = 'nothing' | 'same' | 'fewer' | 'contradiction' | 'noNeeds';

const SEVERITIES: Readonly<Record<MessageId, Severity>> = {
  nothing: 'info',
  same: 'info',
  fewer: 'warning',
  contradiction: 'error',
  noNeeds: 'error',
};

interface Verdict {
  readonly messageId: MessageId;
  readonly downloaded: readonly string[];
  /** Jobs of which one keyword speaks and whose artifacts are not downloaded. */
  readonly missing: readonly string[];
}

interface Group {
  readonly at: Node;
  readonly verdict: Verdict;
  readonly jobs: string[];
  readonly first: Job;
}

/** Jobs that inherit one `dependencies` key and come out the same are told of together. */
function groupJobs({ jobs }: Config): Iterable<Group> {
  let names: Map<string, string> | undefined;
  const show = (expanded: readonly string[]): string[] => {
    names ??= new Map(jobs.map(({ name, definition }) => [name, definition.name]));
    return [...new Set(expanded.map(name => names?.get(name) ?? name))];
  };
  const places = new Map<Node, Map<string, Group>>();
  for (const job of jobs) {
    const verdict = judge(job);
    const at = job.definition.mapping.entries.get('dependencies')?.key;
    if (verdict === null || at === undefined) continue;
    const shown = { ...verdict, downloaded: show(verdict.downloaded), missing: show(verdict.missing) };
    const groups = places.get(at) ?? new Map<string, Group>();
    places.set(at, groups);
    const key = JSON.stringify(shown);
    const group = groups.get(key) ?? { at, verdict: shown, jobs: [], first: job };
    groups.set(key, group);
    if (group.jobs.at(-1) !== job.definition.name) group.jobs.push(job.definition.name);
  }
  return [...places.values()].flatMap(groups => [...groups.values()]);
}

/** Null for a job that has not both keywords, whose rules bring other needs, or which GitLab rejects for its dependencies. */
function judge({ needs, dependencies, rules }: Job): Verdict | null {
  if (needs === null || dependencies === null || rules?.some(entry => entry.needs !== null)) return null;
  const { downloaded, waited, refused, absent } = compare(needs, dependencies);
  if (absent.length > 0) {
    // Beside other needs, GitLab rejects a dependency that is not among them.
    return needs.length > 0 ? null : { messageId: 'noNeeds', downloaded, missing: absent };
  }
  if (refused.length > 0) return { messageId: 'contradiction', downloaded: [], missing: refused };
  if (downloaded.length === 0) return { messageId: 'nothing', downloaded, missing: [] };
  return waited.length > 0
    ? { messageId: 'fewer', downloaded, missing: waited }
    : { messageId: 'same', downloaded: [], missing: [] };
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
function fixOf(job: Job, config: Config, messageId: MessageId): Fix[] {
  const edits = mergeIntoNeeds(job, config);
  return messageId === 'contradiction' || messageId === 'noNeeds'
    ? suggestion('Remove `dependencies`: nothing is downloaded, as today', edits)
    : safeFix('Say in `needs` what is downloaded', edits);
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
