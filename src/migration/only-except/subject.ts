/** The jobs that have `only` or `except`, and the text that they have them from. */
import { basesOf, hasUnknownBase } from '../../config/compose/extends.js';
import type { Config } from '../../config/config.js';
import type { Job, JobDefinition } from '../../config/job.js';
import { type Entry, isNull, type Mapping } from '../../config/value.js';
import { hasConditionalIncludes } from '../../pipeline/membership/conditional-includes.js';
import type { MappingNode, Node, PairNode } from '../../syntax/node.js';
import { findPair } from '../../syntax/yaml/edit-mapping.js';
import { isFromInput } from '../rewriting/job-view.js';
import { isMerge } from '../rewriting/key-plan.js';
import type { LocalTexts } from '../rewriting/local-texts.js';
import type { Site } from '../rewriting/site.js';

const POLICIES = ['only', 'except'] as const;

export interface Subject {
  readonly site: Site;
  readonly definition: JobDefinition;
  /** The job, expanded; none when it is too broken to be built, and then there is an obstacle. */
  readonly jobs: readonly Job[];
  /** The key that is told of: `only`, or else `except`. */
  readonly at: Node;
  /** The mappings that `only` and `except` of the job are written in. */
  readonly holders: ReadonlySet<MappingNode>;
  /** All local mappings that the job is made of, its own among them. */
  readonly lineage: ReadonlySet<MappingNode>;
  /** The mapping below the job's own key; null when it cannot be edited. */
  readonly own: MappingNode | null;
  /** Why the job cannot be migrated, found before anything was tried. */
  readonly obstacle: string | null;
  /** What would have to be known for a proof. */
  readonly doubt: string | null;
}

export function subjectsOf(site: Site, texts: LocalTexts): readonly Subject[] {
  const jobs = new Map<JobDefinition, Job[]>();
  for (const job of site.before.jobs) {
    const known = jobs.get(job.definition);
    if (known === undefined) jobs.set(job.definition, [job]);
    else known.push(job);
  }
  return site.before.definitions.flatMap(definition => {
    const expanded = jobs.get(definition) ?? [];
    const { mapping, key } = definition;
    const written = POLICIES.flatMap(name => mapping.entries.get(name) ?? []);
    const at = written[0]?.key;
    if (at === undefined || !isNull(mapping.entries.get('rules')?.value)) return [];
    const pair = texts.pairOfKey(key)?.pair;
    const own = pair?.value.kind === 'mapping' && pair.value.tag === undefined ? pair.value : null;
    const holders = new Set(written.flatMap(entry => texts.pairOfKey(entry.key)?.mapping ?? []));
    return {
      site,
      definition,
      jobs: expanded,
      at,
      holders,
      lineage: lineageOf(mapping, site.before.merged, texts),
      own,
      obstacle: obstacleOf(written, texts) ?? jobObstacle({ job: expanded[0], mapping, own }, holders, texts),
      doubt: doubtOf(site.before, mapping),
    };
  });
}

function obstacleOf(written: readonly Entry[], texts: LocalTexts): string | null {
  for (const { key, value } of written) {
    if (texts.pairOfKey(key) === null) return `the text is not local: ${key.source.path}`;
    if (hasInput(value)) return 'inputs decide what it says';
  }
  return null;
}

/** Beside `rules` GitLab refuses a `start_in` of the job, so it has to stand where the policies do, and go with them. */
function jobObstacle(
  {
    job,
    mapping,
    own,
  }: { readonly job: Job | undefined; readonly mapping: Mapping; readonly own: MappingNode | null },
  holders: ReadonlySet<MappingNode>,
  texts: LocalTexts,
): string | null {
  if (job === undefined) return 'GitLab makes no job of it';
  if (job.when.value !== 'delayed') return null;
  for (const name of ['when', 'start_in']) {
    const key = mapping.entries.get(name)?.key;
    const holder = key === undefined ? undefined : texts.pairOfKey(key)?.mapping;
    // The job's own text becomes rules of its own; another text only where all of them come from it.
    const moves = holder !== undefined && holders.has(holder) && (holder === own || holders.size === 1);
    if (key !== undefined && !moves)
      return `\`${name}\` has to move into the rules, and stands elsewhere than \`only\` and \`except\``;
  }
  return null;
}

/** What is not seen may add to the policies, and the default of `only` holds where there are no `workflow:rules`. */
function doubtOf(config: Config, mapping: Mapping): string | null {
  if (hasUnknownBase(mapping))
    return 'what it extends, which could not be read, has `only`, `except` or `rules` too';
  if (mapping.entries.has('only') || (config.workflow?.rules ?? null) !== null) return null;
  const include = config.complete
    ? 'an include that depends on the pipeline has'
    : 'an include that could not be read has';
  const isKnown = config.complete && !hasConditionalIncludes(config);
  return isKnown ? null : `${include} \`workflow:rules\`, with which \`except\` alone lets more pipelines in`;
}

function hasInput(value: Entry['value']): boolean {
  if (isFromInput(value)) return true;
  if (value.kind === 'list') return value.items.some(hasInput);
  if (value.kind === 'mapping') return [...value.entries.values()].some(entry => hasInput(entry.value));
  return value.kind === 'unknown';
}

/** The mapping, what its merge keys name, and what it extends, by any number of steps. */
export function lineageOf(mapping: Mapping, merged: Mapping, texts: LocalTexts): ReadonlySet<MappingNode> {
  const nodes = new Set<MappingNode>();
  const values = new Set<Mapping>([mapping]);
  for (const value of values) {
    addMerges(texts.mapping(value.node), nodes);
    for (const { name } of basesOf(value.entries.get('extends')?.value)) {
      const base = merged.entries.get(name)?.value;
      if (base?.kind === 'mapping') values.add(base);
    }
  }
  return nodes;
}

function addMerges(node: Node | null, nodes: Set<MappingNode>): void {
  const target = node?.kind === 'alias' ? node.target : node;
  if (target?.kind === 'sequence') for (const item of target.items) addMerges(item, nodes);
  if (target?.kind !== 'mapping' || nodes.has(target)) return;
  nodes.add(target);
  for (const pair of target.pairs) if (isMerge(pair)) addMerges(pair.value, nodes);
}

/** `only` and `except` that the mapping itself says. */
export function policyPairs(mapping: MappingNode): readonly PairNode[] {
  return POLICIES.flatMap(name => findPair(mapping, name) ?? []);
}

export function holdsPolicy(mapping: MappingNode): boolean {
  return policyPairs(mapping).length > 0;
}
