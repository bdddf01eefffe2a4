/**
 * Who gets which rules, and where they are written: in the place of the policies, so that jobs which share them go on
 * sharing; a job whose rules then are not those of its policies gets its own.
 */

import { loadNode } from '../../config/load/load-node.js';
import { type Entry, isNull, type Mapping } from '../../config/value.js';
import type { Edit } from '../../syntax/edit.js';
import type { AliasNode, MappingNode, Node, PairNode } from '../../syntax/node.js';
import { findPair } from '../../syntax/yaml/edit-mapping.js';
import type { YamlStream } from '../../syntax/yaml/stream.js';
import { insertKey } from '../rewriting/key-plan.js';
import { holdsPolicy, POLICIES, type Subject } from './subject.js';
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
  readonly edits: readonly Edit[];
  /** The candidates whose edits could not be made. */
  readonly unwritable: readonly Candidate[];
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
  const edits: Edit[] = [];
  const unwritable: Candidate[] = [];
  const rewritings = new Map<MappingNode, Rewriting>();
  for (const holder of holdersOf(active)) rewritings.set(holder, rewritingOf(holder, active, wantedBy));
  for (const [holder, rewriting] of shareAnchors(rewritings, streams)) {
    const own = rewritePolicies(rewriting);
    if (own !== null) edits.push(...own);
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
    if (inserted !== null) edits.push(...inserted);
    else unwritable.push(candidate);
  }
  return { active, blocked, edits, unwritable };
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
  streams: readonly YamlStream[],
): ReadonlyMap<MappingNode, Rewriting> {
  const shared = new Map(rewritings);
  const anchored = new Map<Node, Map<MappingNode, PairNode>>();
  for (const mapping of rewritings.keys()) {
    const pairs = POLICIES.flatMap(name => findPair(mapping, name) ?? []);
    const [pair] = pairs;
    const node = pair?.value.kind === 'alias' ? pair.value.target : pair?.value;
    if (pairs.length !== 1 || pair === undefined || node?.anchor === undefined) continue;
    const users = anchored.get(node) ?? new Map<MappingNode, PairNode>();
    anchored.set(node, users.set(mapping, pair));
  }
  for (const [node, users] of anchored) {
    const all = [...users].flatMap(([mapping]) => rewritings.get(mapping) ?? []);
    const keys = new Set(all.map(({ rules }) => JSON.stringify(rules?.map(({ value }) => value) ?? null)));
    const isWritten = [...users.values()].some(({ value }) => value === node);
    const aliases = [...users.values()].filter(({ value }) => value.kind === 'alias').length;
    if (keys.size !== 1 || !isWritten || aliases === 0 || countAliases(node, streams) !== aliases) continue;
    for (const rewriting of all) {
      const isHome = users.get(rewriting.mapping)?.value === node;
      shared.set(rewriting.mapping, { ...rewriting, anchor: isHome ? 'keep' : 'alias' });
    }
  }
  return shared;
}

function countAliases(node: Node, streams: readonly YamlStream[]): number {
  const stream = streams.find(({ source }) => source === node.source);
  let count = 0;
  const visit = (each: Node): void => {
    if (isAliasOf(each, node)) count++;
    if (each.kind === 'sequence') each.items.forEach(visit);
    if (each.kind === 'mapping')
      for (const { key, value } of each.pairs) {
        visit(key);
        visit(value);
      }
  };
  for (const { contents } of stream?.documents ?? []) if (contents !== null) visit(contents);
  return count;
}

function isAliasOf(node: Node, target: Node): node is AliasNode {
  return node.kind === 'alias' && node.target === target;
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
  const entry = (name: string): Entry['value'] | undefined => {
    const found = value.kind === 'mapping' ? value.entries.get(name)?.value : undefined;
    return found;
  };
  return { only: entry('only'), except: isNull(entry('except')) ? undefined : entry('except') };
}
