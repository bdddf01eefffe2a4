/**
 * Proves for many jobs at once that both sides decide alike about them, whatever happens before.
 *
 * Jobs are visited in order. For each one computes which sets of tokens can lie before it, on both sides at once, as unions
 * of what each job before can be in the end. All that can happen is among them, and more: which outcomes of *different*
 * jobs exclude each other is known only through the tokens that a decision rested on. So agreement on all sets is a proof
 * by induction, and disagreement only a hint.
 *
 * Why the end is enough: a decision rests on jobs that are done, so it is the one that is right in the end, in whatever order
 * things happen. Two things can be otherwise. Today a job with needs is skipped as soon as one of them is, but then it
 * would be in the end too. And a person can play a job, or by that revive a skipped one, after something was decided
 * upon it: so before jobs that can be played decisions may rest on such tokens although the end has others (`LASTING`), and
 * where in addition the sides differ already, any decision of one side can meet any of the other (`apart`).
 *
 * Failures that cancel the pipeline are not modeled. Linear in jobs and needs, times the sets, which are bounded.
 */
import type { PipelineJob } from '../pipeline.js';
import { START, startOf } from '../processing/pipeline-model.js';
import { REQUIRED, TURN, type Turn } from '../processing/semantics.js';
import { TOKEN, type TokenSet } from '../processing/token.js';
import { arrange, type FlowInput, type FlowNode, isDag, likenessOf } from './flow-nodes.js';
import { LIMITS } from './limits.js';
import {
  afterIn,
  beforeIn,
  type JobPair,
  OwnTokens,
  pairOf,
  type SemanticsPair,
  type TokenPair,
} from './own-tokens.js';
import { foldStage, LASTING, type Relation, type Visited } from './stage-fold.js';

export interface FlowProof {
  /** The jobs about which both sides always decide alike. */
  readonly jobs: ReadonlySet<string>;
  /** Whether pipelines always end with the same status. */
  readonly pipeline: boolean;
}

const NOTHING: FlowProof = { jobs: new Set(), pipeline: false };

export function proveFlow(input: FlowInput): FlowProof {
  const stages = arrange(input);
  return stages === null ? NOTHING : new TokenFlow(input.semantics).run(stages);
}

class TokenFlow {
  readonly #semantics: SemanticsPair;
  readonly #own: OwnTokens;
  readonly #visited = new Map<FlowNode, Visited>();
  readonly #proven = new Set<string>();
  /** All tokens of the stages so far, as they can be in the end; null once there were too many. */
  #prefix: Set<TokenPair> | null = new Set([0]);
  #playsBefore = false;
  #splitsBefore = false;

  constructor(semantics: SemanticsPair) {
    this.#semantics = semantics;
    this.#own = new OwnTokens(semantics);
  }

  run(stages: readonly (readonly FlowNode[])[]): FlowProof {
    for (const nodes of stages) {
      const alike = new Map<string, Visited>();
      for (const node of nodes) {
        const key = likenessOf(node);
        const visited = alike.get(key) ?? this.#visit(node);
        alike.set(key, visited);
        this.#visited.set(node, visited);
        if (visited.proven) this.#proven.add(node.job.name);
      }
      this.#prefix = this.#prefix && this.#fold(nodes, this.#prefix);
      const visited = nodes.map(node => this.#visited.get(node));
      this.#playsBefore ||= visited.some(one => one?.plays !== false);
      this.#splitsBefore ||= visited.some(one => one?.splits !== false);
    }
    const ends = this.#prefix;
    const pipeline = ends !== null && [...ends].every(tokens => this.#endsAlike(tokens));
    return { jobs: this.#proven, pipeline };
  }

  #fold(nodes: readonly FlowNode[], prefix: ReadonlySet<TokenPair>): Set<TokenPair> | null {
    const visits = nodes.flatMap(node => this.#visited.get(node) ?? []);
    return foldStage(visits, prefix, this.#playsBefore);
  }

  #endsAlike(tokens: TokenPair): boolean {
    if (tokens === 0) return true;
    const [before, after] = this.#semantics;
    // What it showed before matters only while something moves.
    return before.pipelineStatus(0, beforeIn(tokens)) === after.pipelineStatus(0, afterIn(tokens));
  }

  #visit(node: FlowNode): Visited {
    const { ways } = node.job;
    const needed = node.needs.flatMap(need => this.#visited.get(need) ?? []);
    const staged = ways.some(({ before, after }) => [before, after].some(job => job !== null && !isDag(job)));
    const playsBefore = needed.some(({ plays }) => plays) || (staged && this.#playsBefore);
    const splitsBefore = needed.some(({ splits }) => splits) || (staged && this.#splitsBefore);
    const decisions: Decisions = {
      byNeeds: new Map(),
      byStage: new Map(),
      alike: true,
      split: false,
      plays: playsBefore,
    };
    const known =
      needed.every(need => need.known) &&
      (!staged || this.#prefix !== null) &&
      ways.every(way => this.#decideWay(node, way, decisions, playsBefore && splitsBefore));
    const canBePlayed = ways.some(way =>
      [way.before, way.after].some(job => job && startOf(job) === START.manual),
    );
    return {
      byNeeds: decisions.byNeeds,
      byStage: decisions.byStage,
      known,
      proven: known && decisions.alike,
      plays: playsBefore || canBePlayed,
      splits: splitsBefore || decisions.split || !known,
    };
  }

  /** False where there are too many sets. */
  #decideWay(node: FlowNode, way: JobPair, decisions: Decisions, mixed: boolean): boolean {
    if (way.before === null && way.after === null) {
      put(decisions.byNeeds, 0, 0);
      return true;
    }
    const needs = this.#foldNeeds(node, way, decisions.plays);
    if (needs === null) return false;
    const [dagBefore, dagAfter] = [isDag(way.before), isDag(way.after)];
    const byStage = (way.before !== null && !dagBefore) || (way.after !== null && !dagAfter);
    const turns = new Turns(way, this.#semantics);
    if (decisions.plays && (mixed || this.#canPart(way))) {
      this.#decideApart(way, turns, needs, byStage, decisions);
      return true;
    }
    for (const before of byStage ? (this.#prefix ?? []) : [0]) {
      for (const [cone, sets] of needs) {
        for (const set of sets) {
          const [was, is] = [
            turns.before(dagBefore ? beforeIn(set) : beforeIn(before)),
            turns.after(dagAfter ? afterIn(set) : afterIn(before)),
          ];
          this.#note(way, was, is, decisions);
          const at = byStage ? before : decisions.plays ? cone & LASTING : cone;
          const relation = byStage ? decisions.byStage : decisions.byNeeds;
          for (const own of this.#own.pairs(way, was, is)) put(relation, at, own);
        }
      }
    }
    return true;
  }

  /** Whether the sides can decide at different moments, with a play between them. */
  #canPart({ before, after }: JobPair): boolean {
    if (isDag(before) !== isDag(after)) return true;
    const names = (job: PipelineJob | null): string =>
      (job?.needs ?? [])
        .map(need => need.job)
        .sort()
        .join('\n');
    if (isDag(before) && names(before) !== names(after)) return true;
    // Today such a job starts as soon as one need is skipped.
    const always = [before, after].some(job => isDag(job) && job?.when === 'always');
    return always && this.#semantics.some(({ extensions }) => !extensions);
  }

  #decideApart(way: JobPair, turns: Turns, needs: Relation, byStage: boolean, decisions: Decisions): void {
    const [was, is] = [new Set<Turn>(), new Set<Turn>()];
    for (const before of byStage ? (this.#prefix ?? []) : [0]) {
      for (const sets of needs.values()) {
        for (const set of sets) {
          was.add(turns.before(isDag(way.before) ? beforeIn(set) : beforeIn(before)));
          is.add(turns.after(isDag(way.after) ? afterIn(set) : afterIn(before)));
        }
      }
    }
    for (const one of was) {
      for (const other of is) {
        this.#note(way, one, other, decisions);
        for (const own of this.#own.pairs(way, one, other)) put(decisions.byNeeds, 0, own);
      }
    }
  }

  #note(way: JobPair, was: Turn, is: Turn, decisions: Decisions): void {
    const alike = was === is && way.before !== null && way.after !== null;
    if (!alike || (was === TURN.act && startsOf(way.before) !== startsOf(way.after))) decisions.split = true;
    if (!alike || (was === TURN.act && !this.#own.actsAlike(way))) decisions.alike = false;
  }

  /** By all tokens that the needs rest on and have, the tokens that they show the job; null for too many. */
  #foldNeeds(node: FlowNode, way: JobPair, plays: boolean): Relation | null {
    const masks = new Map(node.needs.map(need => [need, this.#maskOf(need.job.name, way)]));
    const folded =
      this.#combineNeeds(node, masks, plays, true) ?? this.#combineNeeds(node, masks, plays, false);
    return folded;
  }

  #combineNeeds(
    node: FlowNode,
    masks: ReadonlyMap<FlowNode, Mask | null>,
    plays: boolean,
    exact: boolean,
  ): Relation | null {
    let folded: Relation = new Map([[0, new Set([0])]]);
    for (const need of node.needs) {
      const mask = masks.get(need) ?? null;
      const visited = this.#visited.get(need);
      if (mask === null || visited === undefined) continue;
      const next: Relation = new Map();
      let size = 0;
      for (const [cone, sets] of folded) {
        for (const relation of [visited.byNeeds, visited.byStage]) {
          for (const [before, owns] of relation) {
            for (const own of owns) {
              const at = exact ? (cone | before | own) & (plays ? LASTING : ~0) : 0;
              const shown = shownTo(own, mask);
              for (const set of sets) size += put(next, at, set | shown);
            }
          }
          if (size > LIMITS.needSets) return null;
        }
      }
      folded = next;
    }
    return folded;
  }

  /** Null for a job that is needed on neither side. */
  #maskOf(need: string, { before, after }: JobPair): Mask | null {
    const [was, is] = [needIn(before, need), needIn(after, need)];
    if (was === undefined && is === undefined) return null;
    const waived = (at: 0 | 1, allowed: boolean | undefined): boolean =>
      allowed === true && this.#semantics[at].extensions;
    return {
      before: was !== undefined,
      after: is !== undefined,
      waivedBefore: waived(0, was?.allowFailure),
      waivedAfter: waived(1, is?.allowFailure),
    };
  }
}

interface Decisions {
  readonly byNeeds: Relation;
  readonly byStage: Relation;
  alike: boolean;
  split: boolean;
  readonly plays: boolean;
}

/** What the two semantics say about one job. */
class Turns {
  readonly #way: JobPair;
  readonly #semantics: SemanticsPair;

  constructor(way: JobPair, semantics: SemanticsPair) {
    this.#way = way;
    this.#semantics = semantics;
  }

  before(tokens: TokenSet): Turn {
    return this.#turn(this.#way.before, 0, tokens);
  }

  after(tokens: TokenSet): Turn {
    return this.#turn(this.#way.after, 1, tokens);
  }

  #turn(job: PipelineJob | null, side: 0 | 1, tokens: TokenSet): Turn {
    if (job === null) return TURN.skip;
    return this.#semantics[side].turn(REQUIRED[job.when], isDag(job), tokens);
  }
}

interface Mask {
  readonly before: boolean;
  readonly after: boolean;
  readonly waivedBefore: boolean;
  readonly waivedAfter: boolean;
}

function needIn(job: PipelineJob | null, name: string): { readonly allowFailure: boolean } | undefined {
  if (job === null || !isDag(job)) return undefined;
  const listed = job.needs?.filter(need => need.job === name) ?? [];
  return listed.at(-1);
}

function shownTo(own: TokenPair, mask: Mask): TokenPair {
  const forgive = (tokens: TokenSet, waived: boolean): TokenSet =>
    waived && tokens === TOKEN.failed ? TOKEN.success : tokens;
  return pairOf(
    mask.before ? forgive(beforeIn(own), mask.waivedBefore) : 0,
    mask.after ? forgive(afterIn(own), mask.waivedAfter) : 0,
  );
}

function startsOf(job: PipelineJob | null): number {
  return job === null ? -1 : startOf(job);
}

/** 1 when the set was not there yet. */
function put(relation: Relation, at: TokenPair, set: TokenPair): number {
  const sets = relation.get(at);
  if (sets === undefined) {
    relation.set(at, new Set([set]));
    return 1;
  }
  if (sets.has(set)) return 0;
  sets.add(set);
  return 1;
}
