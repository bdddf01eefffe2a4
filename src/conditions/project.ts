/** What is known of a GitLab project beside its configuration. ci-lint's settings tell. */
import { PathSet } from './path-set.js';
import { compilePattern, type Pattern } from './pattern.js';
import { PIPELINE_TYPES, type PipelineType } from './pipeline-types.js';
import type { VariableDeclaration, VariableDeclarations } from './solver/domain.js';

/** A variable from outside the configuration: of the project, its groups, the instance, or whoever starts a pipeline. */
export interface ProjectVariable {
  /** Its value, unless whoever starts the pipeline gives another. */
  readonly value?: string | undefined;
  /** The only values that it ever has where it is set. */
  readonly values?: readonly string[] | undefined;
  readonly set: 'always' | 'never' | 'sometimes';
  /** Only pipelines of protected refs get it from the project. */
  readonly isProtected: boolean;
}

export interface Project {
  /** Null when nobody says. */
  readonly defaultBranch: string | null;
  readonly variables: ReadonlyMap<string, ProjectVariable>;
  readonly protectedRefs: ProtectedRefs;
  /** All files of the repository, made when somebody asks; null when nobody knows them. */
  readonly paths: () => readonly string[] | null;
}

/** Names of refs, in which a star stands for any text; null when nobody says. */
export interface ProtectedRefs {
  readonly branch: readonly string[] | null;
  readonly tag: readonly string[] | null;
}

export const UNKNOWN_REFS: ProtectedRefs = { branch: null, tag: null };

export const UNKNOWN_PROJECT: Project = {
  defaultBranch: null,
  variables: new Map(),
  protectedRefs: UNKNOWN_REFS,
  paths: () => null,
};

const knownPaths = new WeakMap<Project, PathSet | null>();

/** The files of the repository, asked for once; null when nobody knows them. */
export function projectFiles(project: Project): PathSet | null {
  let files = knownPaths.get(project);
  if (files === undefined) {
    const paths = project.paths();
    files = paths === null ? null : new PathSet(paths);
    knownPaths.set(project, files);
  }
  return files;
}

/** The pipeline types that the project can have: GitLab's own variables may be narrowed too. */
export function possibleTypes({ variables }: Project): readonly PipelineType[] {
  return PIPELINE_TYPES.filter(type =>
    [...type.values].every(([name, value]) => variables.get(name)?.values?.includes(value) ?? true),
  );
}

/** What holds of the project's variables in all pipelines, whoever starts them. */
export function declarationsOf({ defaultBranch, variables }: Project): VariableDeclarations {
  const declared = new Map<string, VariableDeclaration>(defaultDeclaration(defaultBranch));
  for (const [name, { values, set, isProtected }] of variables) {
    declared.set(name, { values, set: isProtected ? 'sometimes' : set, onProtectedRefs: isProtected });
  }
  return declared;
}

/** What holds of them when nobody gives a pipeline other variables than the project has. */
export function usualDeclarationsOf({ defaultBranch, variables }: Project): VariableDeclarations {
  const declared = new Map<string, VariableDeclaration>(defaultDeclaration(defaultBranch));
  for (const [name, { value, values, set, isProtected }] of variables) {
    const isGiven = set === 'always';
    declared.set(name, {
      values: value === undefined ? values : [value],
      set: isGiven && !isProtected ? 'always' : 'never',
      onProtectedRefs: isGiven && isProtected,
    });
  }
  return declared;
}

function defaultDeclaration(branch: string | null): (readonly [string, VariableDeclaration])[] {
  return branch === null ? [] : [['CI_DEFAULT_BRANCH', { values: [branch] }]];
}

/** The variables that the project gives each pipeline, or each one of a protected ref, by itself. */
export function givenVariables({ variables }: Project, isProtectedRef: boolean): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, { value, values, set, isProtected }] of variables) {
    const text = value ?? values?.[0];
    if (set === 'always' && text !== undefined && (isProtectedRef || !isProtected)) given[name] = text;
  }
  return given;
}

/** Null when nobody says. */
export function isProtectedRef(
  { protectedRefs }: Project,
  kind: 'branch' | 'tag',
  name: string,
): boolean | null {
  const wildcards = protectedRefs[kind];
  return wildcards === null ? null : protectedPattern(wildcards)?.test(name) === true;
}

/** Matches the names of protected refs: a star stands for any text (`app/models/ref_matcher.rb`). Null for none at all. */
export function protectedPattern(wildcards: readonly string[]): Pattern | null {
  if (wildcards.length === 0) return null;
  const quoted = wildcards.map(wildcard =>
    wildcard.replace(/[\\^$.|?+()[\]{}/]/g, '\\$&').replaceAll('*', '.*'),
  );
  return compilePattern(`/\\A(?:${quoted.join('|')})\\z/`);
}
