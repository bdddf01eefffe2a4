/**
 * Who gets which rules, and where they are written: in the place of the policies, so that jobs which share them go on
 * sharing; a job whose rules then are not those of its policies gets its own.
 */
import { loadNode } from '../../config/load/load-node.js';
import { type Entry, isNull, type Mapping } from '../../config/value.js';
import type { Edit } from '../../syntax/edit.js';
import type { MappingNode } from '../../syntax/node.js';
import type { YamlStream } from '../../syntax/yaml/stream.js';
import { insertKey } from '../rewriting/key-plan.js';
import { AnchorUse, isAliasOf } from './anchor-use.js';
import { holdsPolicy, policyPairs, type Subject } from './subject.js';
import type { WantedRules } from './wanted-rules.js';
import { type Rewriting, rewritePolicies } from './write-rules.js';

export interface Candidate {
  readonly subject: Subject;
  readonly wanted: WantedRules;
}

export interface Plan {
  readonly active: readonly Candidate[];
  /** Candidates that shared text keeps back: some job that uses it cannot be migrated. */
  readonly blocked: readonly Candidate[];
  /** Candidates that share text, with the edits of all of them; the edits of one group are right without the others. */
  readonly groups: readonly PlannedGroup[];
  /** The candidates whose edits could not be made. */
  readonly unwritable: readonly Candidate[];
}

export interface PlannedGroup {
  readonly members: readonly Candidate[];
  readonly edits: readonly Edit[];
}

export interface PlanRequest {
  readonly candidates: readonly Candidate[];
  /** Subjects that stay as they are. */
  readonly left: ReadonlySet<Subject>;
  /** Candidates that write their rules themselves, because what they would inherit is not right for them. */
  readonly apart: ReadonlySet<Subject>;
  readonly streams: readonly YamlStream[];
  /** What a mapping that no job uses by itself would want. */
  readonly wantedBy: (mapping: MappingNode) => WantedRules | null;
}

export function makePlan({ candidates, left, apart, streams, wantedBy }: PlanRequest): Plan {
  const { active, blocked } = separate(candidates, left);
  const rewritings = new Map<MappingNode, Rewriting>();
  for (const holder of holdersOf(active)) rewritings.set(holder, rewritingOf(holder, active, wantedBy));
  const anchors = new AnchorUse(streams, [...rewritings.keys()]);
  const written = shareAnchors(rewritings, anchors);
  const edits = new Map<MappingNode, readonly Edit[]>();
  const unwritable: Candidate[] = [];
  for (const [holder, rewriting] of written) {
    const own = anchors.isMissed(rewriting) ? null : rewritePolicies(rewriting);
    if (own !== null) edits.set(holder, own);
    else unwritable.push(...active.filter(({ subject }) => subject.lineage.has(holder)));
  }
  for (const candidate of active) {
    const { own } = candidate.subject;
    if (!apart.has(candidate.subject) || own === null || holdsPolicy(own)) continue;
    const inserted = insertKey(
      own,
      'rules',
      candidate.wanted.rules.map(({ value }) => value),
    );
    if (inserted !== null) edits.set(own, inserted);
    else unwritable.push(candidate);
  }
  return { active, blocked, groups: groupsOf(active, edits, anchors), unwritable };
}

function groupsOf(
  active: readonly Candidate[],
  edits: ReadonlyMap<MappingNode, readonly Edit[]>,
  anchors: AnchorUse,
): readonly PlannedGroup[] {
  const leaders = new Map<object, object>();
  const leaderOf = (each: object): object => {
    let leader = each;
    for (let next = leaders.get(leader); next !== undefined; next = leaders.get(leader)) leader = next;
    return leader;
  };
  const join = (one: object, other: object): void => {
    const [a, b] = [leaderOf(one), leaderOf(other)];
    if (a !== b) leaders.set(a, b);
  };
  for (const { subject } of active) {
    for (const mapping of [...policiesAbove(subject), ...(subject.own === null ? [] : [subject.own])])
      join(subject, mapping);
  }
  for (const [node, mappings] of anchors.users) for (const mapping of mappings) join(node, mapping);
  const groups = new Map<object, { readonly members: Candidate[]; readonly edits: Edit[] }>();
  for (const candidate of active) {
    const leader = leaderOf(candidate.subject);
    const known = groups.get(leader);
    if (known === undefined) groups.set(leader, { members: [candidate], edits: [] });
    else known.members.push(candidate);
  }
  for (const [mapping, own] of edits) groups.get(leaderOf(mapping))?.edits.push(...own);
  return [...groups.values()];
}

/** A text can only change when all jobs that are made of it do. */
function separate(
  candidates: readonly Candidate[],
  left: ReadonlySet<Subject>,
): { readonly active: readonly Candidate[]; readonly blocked: readonly Candidate[] } {
  const stuck = new Set<MappingNode>([...left].flatMap(({ holders }) => [...holders]));
  let active = candidates.filter(({ subject }) => !left.has(subject));
  for (;;) {
    const free = active.filter(({ subject }) => !policiesAbove(subject).some(holder => stuck.has(holder)));
    if (free.length === active.length) break;
    for (const { subject } of active) {
      if (!free.some(other => other.subject === subject))
        for (const holder of subject.holders) stuck.add(holder);
    }
    active = free;
  }
  const isActive = new Set(active);
  return {
    active,
    blocked: candidates.filter(candidate => !isActive.has(candidate) && !left.has(candidate.subject)),
  };
}

function policiesAbove(subject: Subject): readonly MappingNode[] {
  return [...new Set([...subject.holders, ...subject.lineage])].filter(holdsPolicy);
}

function holdersOf(active: readonly Candidate[]): ReadonlySet<MappingNode> {
  return new Set(active.flatMap(({ subject }) => policiesAbove(subject)));
}

function rewritingOf(
  holder: MappingNode,
  active: readonly Candidate[],
  wantedBy: PlanRequest['wantedBy'],
): Rewriting {
  const wanted = wantedAt(holder, active) ?? wantedBy(holder);
  return {
    mapping: holder,
    rules: wanted?.rules ?? null,
    anchor: 'none',
    gone: wanted?.delayed === true ? ['when', 'start_in'] : [],
  };
}

/** The job's own rules in its own text; elsewhere those that most jobs want that have all their policies from there. */
function wantedAt(holder: MappingNode, active: readonly Candidate[]): WantedRules | null {
  const owner = active.find(({ subject }) => subject.own === holder);
  if (owner !== undefined) return owner.wanted;
  const users = active.filter(({ subject }) => subject.holders.has(holder));
  const whole = users.filter(({ subject }) => subject.holders.size === 1);
  const votes = new Map<string, { readonly wanted: WantedRules; count: number }>();
  for (const { wanted } of whole) {
    const vote = votes.get(wanted.key);
    if (vote === undefined) votes.set(wanted.key, { wanted, count: 1 });
    else vote.count++;
  }
  let most: { readonly wanted: WantedRules; readonly count: number } | null = null;
  for (const vote of votes.values()) if (most === null || vote.count > most.count) most = vote;
  return most?.wanted ?? null;
}

/** Policies that are written once, with an anchor, and used by aliases become rules that are. */
function shareAnchors(
  rewritings: ReadonlyMap<MappingNode, Rewriting>,
  anchors: AnchorUse,
): ReadonlyMap<MappingNode, Rewriting> {
  const shared = new Map(rewritings);
  for (const [node, mappings] of anchors.users) {
    const users = mappings.flatMap(mapping => {
      const rewriting = rewritings.get(mapping);
      const [pair, ...more] = policyPairs(mapping);
      return rewriting === undefined || pair === undefined || more.length > 0 ? [] : [{ rewriting, pair }];
    });
    const keys = new Set(
      users.map(({ rewriting: { rules } }) => JSON.stringify(rules?.map(({ value }) => value))),
    );
    const isWhole = users.every(({ pair: { value } }) => value === node || isAliasOf(value, node));
    const isHere = users.some(({ pair }) => pair.value === node);
    if (users.length !== mappings.length || users.length !== anchors.count(node) + 1) continue;
    if (keys.size !== 1 || !isWhole || !isHere || users.some(({ rewriting }) => rewriting.rules === null))
      continue;
    for (const { rewriting, pair } of users) {
      shared.set(rewriting.mapping, { ...rewriting, anchor: pair.value === node ? 'keep' : 'alias' });
    }
  }
  return shared;
}

/** The policies that a hidden job or an anchored mapping says, by itself. */
export function policiesOf(
  mapping: MappingNode,
  merged: Mapping,
): { readonly only: Entry['value'] | undefined; readonly except: Entry['value'] | undefined } {
  const named = [...merged.entries.values()].find(({ value }) => {
    return value.node.source.path === mapping.source.path && value.node.start === mapping.start;
  })?.value;
  const value = named ?? loadNode(mapping);
  // Without a value a policy says nothing, and the default of `only` holds.
  const entry = (name: string): Entry['value'] | undefined => {
    const found = value.kind === 'mapping' ? value.entries.get(name)?.value : undefined;
    return isNull(found) ? undefined : found;
  };
  return { only: entry('only'), except: entry('except') };
}
