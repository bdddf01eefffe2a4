/** The event a pipeline is made for: what its rules can see. */
import { PathSet } from '../conditions/path-set.js';
import type { RefKind } from '../conditions/policy.js';
import {
  CHAT_SET,
  EXTERNAL_PULL_REQUEST_SET,
  MERGE_REQUEST_SET,
  TAG_SET,
  TRIGGER_SET,
  UPSTREAM,
  ZERO_SHA,
} from '../conditions/predefined-variables.js';
import { slugify } from '../conditions/slug.js';
import { CONTEXT_TYPES } from './context-types.js';

export interface PipelineContext {
  /** The value of CI_PIPELINE_SOURCE. */
  readonly source: string;
  readonly refKind: RefKind;
  /** The branch or tag; for a merge request pipeline its source branch. */
  readonly ref: string;
  readonly projectPath: string;
  /** Those of GitLab, without those of each job. */
  readonly predefined: ReadonlyMap<string, string>;
  /** Those of the pipeline, which nothing overrides. */
  readonly variables: ReadonlyMap<string, string>;
  /** The modified paths; null when GitLab does not know them. */
  readonly changes: PathSet | null;
  readonly files: PathSet;
}

/** A context as scenario files, `--batch` and the command line write it. Everything can be left out. */
export interface ContextInput {
  /** One of `CONTEXT_TYPES`, for what the other members leave open. */
  readonly type?: string;
  readonly source?: string;
  /** A branch or tag, whichever `tag` and the source say. */
  readonly ref?: string;
  readonly branch?: string;
  /** A tag's name, or true when `ref` is one. */
  readonly tag?: string | boolean;
  readonly merge_request?: boolean;
  readonly protected?: boolean;
  readonly default_branch?: string;
  readonly project_path?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Replaces what we would assume, except for what is the same in all pipelines. */
  readonly predefined?: Readonly<Record<string, string>>;
  readonly changes?: readonly string[] | null;
  readonly exists?: readonly string[] | null;
}

const SHA = 'a'.repeat(40);
const BEFORE_SHA = 'b'.repeat(40);

/**
 * The context with example values for all that the input leaves open; without input a push to the default branch. `files`
 * replace those of the input.
 */
export function describeContext(given: ContextInput = {}, files: PathSet | null = null): PipelineContext {
  const input: ContextInput = { ...CONTEXT_TYPES.get(given.type ?? ''), ...given };
  const defaultBranch = input.default_branch ?? 'main';
  const source = input.source ?? (input.merge_request === true ? 'merge_request_event' : 'push');
  const refKind = refKindOf(input, source);
  const tagName = typeof input.tag === 'string' ? input.tag : undefined;
  const ref = tagName ?? input.branch ?? input.ref ?? exampleRef(refKind, defaultBranch);
  // Whoever gives the project's variable another value means another project.
  const projectPath = input.project_path ?? input.variables?.CI_PROJECT_PATH ?? 'group/project';
  const contextual =
    input.predefined ?? assumedVariables({ source, refKind, ref, defaultBranch, projectPath }, input);
  return {
    source,
    refKind,
    ref,
    projectPath,
    predefined: new Map([
      ...Object.entries(projectVariables(projectPath, defaultBranch)),
      ...Object.entries(contextual),
    ]),
    variables: new Map(Object.entries(input.variables ?? {})),
    changes: input.changes ? new PathSet(input.changes) : null,
    files: files ?? new PathSet(input.exists ?? []),
  };
}

/** What `include` can ask about in the event. */
export function includeVariablesOf({ predefined, variables }: PipelineContext): Record<string, string> {
  return Object.fromEntries([...predefined, ...variables]);
}

function refKindOf(input: ContextInput, source: string): RefKind {
  if (input.merge_request === true || source === 'merge_request_event') return 'merge request';
  return input.tag === true || typeof input.tag === 'string' ? 'tag' : 'branch';
}

function exampleRef(refKind: RefKind, defaultBranch: string): string {
  if (refKind === 'tag') return 'v1.0.0';
  return refKind === 'merge request' ? 'feature' : defaultBranch;
}

/** The same in every pipeline of a project. */
function projectVariables(projectPath: string, defaultBranch: string): Record<string, string> {
  const name = projectPath.split('/').at(-1) ?? projectPath;
  const namespace = projectPath.split('/').slice(0, -1).join('/');
  return {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_SERVER_HOST: 'gitlab.com',
    CI_SERVER_URL: 'https://gitlab.com',
    CI_SERVER_NAME: 'GitLab',
    CI_SERVER_PROTOCOL: 'https',
    CI_SERVER_PORT: '443',
    CI_SERVER_FQDN: 'gitlab.com',
    CI_PROJECT_ID: '1',
    CI_PROJECT_NAME: name,
    CI_PROJECT_TITLE: name,
    CI_PROJECT_PATH: projectPath,
    CI_PROJECT_PATH_SLUG: slugify(projectPath),
    CI_PROJECT_NAMESPACE: namespace,
    CI_PROJECT_ROOT_NAMESPACE: namespace.split('/')[0] ?? namespace,
    CI_PROJECT_URL: `https://gitlab.com/${projectPath}`,
    CI_PROJECT_VISIBILITY: 'public',
    CI_DEFAULT_BRANCH: defaultBranch,
    CI_CONFIG_PATH: '.gitlab-ci.yml',
    CI_PIPELINE_IID: '1',
    CI_COMMIT_SHA: SHA,
    CI_COMMIT_SHORT_SHA: SHA.slice(0, 8),
    CI_COMMIT_DESCRIPTION: '',
  };
}

interface Event {
  readonly source: string;
  readonly refKind: RefKind;
  readonly ref: string;
  readonly defaultBranch: string;
  readonly projectPath: string;
}

function assumedVariables(event: Event, input: ContextInput): Record<string, string> {
  const { source, refKind, ref } = event;
  const pushed = source === 'push' && refKind === 'branch' && input.type !== 'push_new_branch';
  const isProtected = input.protected ?? (refKind === 'branch' && ref === event.defaultBranch);
  return {
    CI_PIPELINE_SOURCE: source,
    CI_COMMIT_REF_NAME: ref,
    CI_COMMIT_REF_SLUG: slugify(ref),
    CI_COMMIT_REF_PROTECTED: String(isProtected),
    CI_COMMIT_BEFORE_SHA: pushed ? BEFORE_SHA : ZERO_SHA,
    CI_COMMIT_MESSAGE: 'message',
    CI_COMMIT_TITLE: 'message',
    ...refVariables(event),
    ...sourceVariables(source),
    ...typeVariables(event, input.type ?? ''),
  };
}

function refVariables(event: Event): Record<string, string> {
  switch (event.refKind) {
    case 'branch':
      return { CI_COMMIT_BRANCH: event.ref };
    case 'tag':
      return { ...examples(TAG_SET), CI_COMMIT_TAG: event.ref };
    case 'merge request':
      return mergeRequestVariables(event);
  }
}

function mergeRequestVariables({ ref, defaultBranch, projectPath }: Event): Record<string, string> {
  return {
    ...examples(MERGE_REQUEST_SET),
    CI_OPEN_MERGE_REQUESTS: `${projectPath}!1`,
    CI_MERGE_REQUEST_REF_PATH: 'refs/merge-requests/1/head',
    CI_MERGE_REQUEST_EVENT_TYPE: 'detached',
    CI_MERGE_REQUEST_PROJECT_PATH: projectPath,
    CI_MERGE_REQUEST_PROJECT_URL: `https://gitlab.com/${projectPath}`,
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: projectPath,
    CI_MERGE_REQUEST_SOURCE_PROJECT_URL: `https://gitlab.com/${projectPath}`,
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: defaultBranch,
    CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED: 'true',
    CI_MERGE_REQUEST_TITLE: 'title',
    CI_MERGE_REQUEST_DESCRIPTION: 'description',
    CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED: 'false',
    CI_MERGE_REQUEST_SQUASH_ON_MERGE: 'false',
    CI_MERGE_REQUEST_DRAFT: 'false',
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: ref,
    CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED: 'false',
    CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '',
    CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
    CI_MERGE_REQUEST_DIFF_BASE_SHA: BEFORE_SHA,
  };
}

function sourceVariables(source: string): Record<string, string> {
  switch (source) {
    case 'schedule':
      return { CI_PIPELINE_SCHEDULE_DESCRIPTION: 'nightly' };
    case 'trigger':
      return { ...examples(TRIGGER_SET), CI_PIPELINE_TRIGGERED: 'true', TRIGGER_PAYLOAD: '{}' };
    case 'pipeline':
    case 'parent_pipeline':
      return examples(UPSTREAM);
    case 'chat':
      return examples(CHAT_SET);
    case 'external_pull_request_event':
      return examples(EXTERNAL_PULL_REQUEST_SET);
    default:
      return {};
  }
}

/** What the name of a type says beyond source and ref. */
function typeVariables({ projectPath }: Event, type: string): Record<string, string> {
  switch (type) {
    case 'merged_result':
    case 'merge_train':
      return {
        CI_MERGE_REQUEST_EVENT_TYPE: type,
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: BEFORE_SHA,
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA: BEFORE_SHA,
      };
    case 'merge_request_fork':
      return { CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'fork/project' };
    case 'push_branch_open_mr':
      return { CI_OPEN_MERGE_REQUESTS: `${projectPath}!1` };
    default:
      return {};
  }
}

/** For variables of which only the presence is known. */
function examples(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, '1']));
}
