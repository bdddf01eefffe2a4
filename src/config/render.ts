/** The machine-readable form of a resolved configuration: `resolve --format json`, version 1. */
import type { Position } from '../syntax/source.js';
import type { Config } from './config.js';
import type { Job } from './job.js';
import type { ConfigProblem, Place } from './problem.js';
import type { Json } from './value.js';

export interface ResolvedPlace {
  readonly file: string;
  readonly range: {
    readonly start: Position & { readonly offset: number };
    readonly end: Position & { readonly offset: number };
  };
}

export interface ResolvedProblem extends ResolvedPlace {
  /** GitLab's own text. */
  readonly message: string;
  readonly kind: string;
}

export interface ResolvedJob {
  readonly name: string;
  readonly needs: readonly ResolvedNeed[] | null;
  /** GitLab's attributes under their names in camel case; their content keeps GitLab's shape. */
  readonly [attribute: string]: Json | readonly ResolvedNeed[] | null;
}

export interface ResolvedNeed {
  readonly job: string;
  readonly artifacts: boolean;
  readonly optional: boolean;
  /** Proposed syntax only. */
  readonly allowFailure?: boolean;
}

export interface Resolved {
  readonly version: 1;
  /** Set for the proposed syntax, which no GitLab runs: then all that is said of GitLab is our reading. */
  readonly dialect?: 'proposed';
  readonly valid: boolean;
  readonly complete: boolean;
  /** What GitLab would answer: it stops at some errors, so there may be more to find. */
  readonly errors: readonly ResolvedProblem[];
  readonly warnings: readonly ResolvedProblem[];
  readonly stages: readonly string[];
  readonly jobs: readonly ResolvedJob[];
}

/** Stages and jobs are empty for a configuration that GitLab refuses. */
export function renderResolved(config: Config): Resolved {
  const { dialect, valid, complete, problems, stages, jobs } = config;
  return {
    version: 1,
    ...(dialect === 'proposed' && { dialect }),
    valid,
    complete,
    errors: whatGitlabSays(problems).map(renderProblem),
    warnings: problems.filter(problem => !problem.rejected).map(renderProblem),
    stages: valid ? stages : [],
    jobs: valid ? jobs.map(renderJob) : [],
  };
}

/** The errors up to the first at which GitLab stops. */
export function whatGitlabSays(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const errors = problems.filter(problem => problem.rejected);
  const last = errors.findIndex(problem => problem.stops === true);
  return last === -1 ? errors : errors.slice(0, last + 1);
}

function renderProblem({ kind, gitlabMessage, at }: ConfigProblem): ResolvedProblem {
  return { message: gitlabMessage, kind, ...renderPlace(at) };
}

export function renderPlace({ source, start, end }: Place): ResolvedPlace {
  return {
    file: source.path,
    range: {
      start: { ...source.positionAt(start), offset: start },
      end: { ...source.positionAt(end), offset: end },
    },
  };
}

function renderJob(job: Job): ResolvedJob {
  const attributes = Object.entries(job.attributes).map(([key, value]) => [toCamelCase(key), value] as const);
  const needs = job.attributes.needs;
  return {
    ...Object.fromEntries(attributes),
    name: job.name,
    needs: Array.isArray(needs) ? needs.map(renderNeed) : null,
  };
}

function renderNeed(need: Json): ResolvedNeed {
  const isObject = typeof need === 'object' && need !== null && !Array.isArray(need);
  const {
    name,
    artifacts,
    optional,
    allow_failure: allowFailure,
  } = isObject ? (need as Readonly<Record<string, Json>>) : {}; // Neither null nor a list.
  return {
    job: String(name),
    artifacts: artifacts === true,
    optional: optional === true,
    ...(typeof allowFailure === 'boolean' && { allowFailure }),
  };
}

function toCamelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
