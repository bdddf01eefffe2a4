/**
 * Expands `parallel` jobs into their copies, and needs and dependencies on them into needs on the copies, after
 * `lib/gitlab/ci/config/normalizer.rb`. Linear in copies plus expanded needs.
 */
import { asList, isObject, type JsonObject } from '../entries/json.js';
import type { NeedItem } from '../entries/needs.js';
import type { MatrixHash } from '../entries/parallel.js';
import type { Dependency, Need } from '../job.js';
import type { Json, Value } from '../value.js';
import type { DraftJob } from './draft.js';
import { findBlock, interpolateMatrix } from './matrix-interpolation.js';

/** One job of the pipeline: a draft, or one copy of it. */
export interface ExpandedJob {
  readonly name: string;
  readonly draft: DraftJob;
  readonly needs: readonly Need[] | null;
  readonly dependencies: readonly Dependency[] | null;
  readonly matrix: ReadonlyMap<string, string>;
  /** From 1; null for a job without copies. */
  readonly instance: number | null;
  readonly total: number | null;
}

/** `$[[ matrix.X ]]` with an X that the job's matrix does not have. */
export interface MatrixFault {
  readonly draft: DraftJob;
  readonly variable: string;
  readonly at: Value;
}

export interface Expansion {
  /** By name, in GitLab's order. */
  readonly jobs: ReadonlyMap<string, ExpandedJob>;
  readonly faults: readonly MatrixFault[];
}

interface Copy {
  readonly name: string;
  readonly matrix: ReadonlyMap<string, string>;
  readonly instance: number;
}

export function expandJobs(drafts: ReadonlyMap<string, DraftJob>): Expansion {
  const copies = new Map<string, readonly Copy[]>();
  for (const [name, draft] of drafts) {
    if (draft.parallel !== undefined) copies.set(name, copiesOf(name, draft.parallel, draft.matrix));
  }
  const jobs = new Map<string, ExpandedJob>();
  const faults = new Map<string, MatrixFault>();
  for (const [name, draft] of drafts) {
    const dependencies = draft.dependencies && expandDependencies(draft.dependencies, copies);
    const own = copies.get(name);
    const hasMatrix = (own?.[0]?.matrix.size ?? 0) > 0;
    const shared = hasMatrix ? null : expandNeeds(draft.needs, copies);
    for (const copy of own ?? [{ name, matrix: new Map(), instance: 0 }]) {
      const needs = shared ?? expandNeeds(interpolate(draft, copy, faults), copies);
      const expanded =
        own === undefined ? { instance: null, total: null } : { instance: copy.instance, total: own.length };
      jobs.set(copy.name, { name: copy.name, draft, needs, dependencies, matrix: copy.matrix, ...expanded });
    }
  }
  return { jobs, faults: [...faults.values()] };
}

function interpolate(
  draft: DraftJob,
  copy: Copy,
  faults: Map<string, MatrixFault>,
): readonly NeedItem[] | null {
  if (draft.needs === null) return null;
  return draft.needs.map(item => {
    const unknown: string[] = [];
    const value = interpolateMatrix(item.value, copy.matrix, unknown);
    for (const variable of unknown) {
      const at = findBlock(item.at, variable) ?? item.at;
      faults.set(JSON.stringify([draft.definition.name, variable]), { draft, variable, at });
    }
    return isObject(value) && unknown.length === 0 ? { ...item, value } : item;
  });
}

function copiesOf(
  job: string,
  parallel: JsonObject,
  matrix: readonly MatrixHash[] | null = null,
): readonly Copy[] {
  if (typeof parallel.number === 'number') {
    const total = parallel.number;
    return Array.from({ length: total }, (_, index) => ({
      name: `${job} ${index + 1}/${total}`,
      matrix: new Map(),
      instance: index + 1,
    }));
  }
  return matrixRows(matrix ?? hashesOf(parallel.matrix)).map((row, index) => ({
    name: `${job}: [${[...row.values()].join(', ')}]`,
    matrix: row,
    instance: index + 1,
  }));
}

/** The hashes of the matrix of a need, which is plain JSON after interpolation. */
function hashesOf(matrix: Json | undefined): readonly MatrixHash[] {
  return asList(matrix).map(hash => {
    const entries = Object.entries(isObject(hash) ? hash : {});
    return new Map(entries.map(([key, values]) => [key, asList(values).map(String)]));
  });
}

/** Every combination of each hash of the matrix, the last variable varying fastest. */
function matrixRows(hashes: readonly MatrixHash[]): readonly ReadonlyMap<string, string>[] {
  return hashes.flatMap(hash => {
    let rows: [string, string][][] = [[]];
    for (const [key, values] of hash) {
      rows = rows.flatMap(row => values.map((value): [string, string][] => [...row, [key, value]]));
    }
    return rows.map(row => new Map(row));
  });
}

function expandDependencies(
  dependencies: readonly Dependency[],
  copies: ReadonlyMap<string, readonly Copy[]>,
): readonly Dependency[] {
  return dependencies.flatMap(dependency => {
    const own = copies.get(dependency.job);
    return own ? own.map(({ name }) => ({ job: name, at: dependency.at })) : [dependency];
  });
}

function expandNeeds(
  needs: readonly NeedItem[] | null,
  copies: ReadonlyMap<string, readonly Copy[]>,
): readonly Need[] | null {
  if (needs === null) return null;
  return needs.flatMap(({ value, at }) => {
    const name = String(value.name);
    const { artifacts, optional, allow_failure: allowFailure } = value;
    const need = {
      artifacts: artifacts === true,
      optional: optional === true,
      allowFailure: allowFailure === true,
      at,
    };
    const own = copies.get(name);
    if (own === undefined) return [{ job: name, ...need }];
    const wanted = isObject(value.parallel) ? copiesOf(name, value.parallel) : own;
    return wanted.map(copy => ({ job: copy.name, ...need }));
  });
}
