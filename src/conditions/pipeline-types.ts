/**
 * The kinds of pipelines that run a project's configuration, and what GitLab's rules can know in each. Sources that run
 * configurations made by GitLab itself are left out.
 */
import type { RefKind } from './policy.js';
import {
  ALWAYS_SET,
  CHAT_SET,
  EXTERNAL_PULL_REQUEST_SET,
  JOB_MAYBE_SET,
  JOB_SET,
  LATE_VARIABLES,
  MAYBE_SET,
  MERGE_REQUEST_MAYBE,
  MERGE_REQUEST_SET,
  TAG_SET,
  TRIGGER_SET,
  UPSTREAM,
  ZERO_SHA,
} from './predefined-variables.js';

/** Whether GitLab knows the modified paths; where it does not, every `changes` holds. */
export type ChangesKnowledge = 'known' | 'unknown' | 'either';

export interface PipelineType {
  readonly id: string;
  /** Reads well after "in a". */
  readonly label: string;
  readonly pipelineSource: string;
  readonly refKind: RefKind;
  /** Variables that are set here, beside those that always are. */
  readonly set: ReadonlySet<string>;
  /** Variables that are set if what they describe exists. */
  readonly maybe: ReadonlySet<string>;
  /** Variables whose value the type fixes. */
  readonly values: ReadonlyMap<string, string>;
  /** Variables that hold the same as CI_COMMIT_REF_NAME. */
  readonly refVariables: ReadonlySet<string>;
  readonly changes: ChangesKnowledge;
}

/** What a type says of one variable; `user` is one that GitLab does not predefine. */
export type Presence = 'set' | 'maybe' | 'unset' | 'user';

interface TypeRow {
  readonly id: string;
  readonly label: string;
  readonly source: string;
  readonly refKind: RefKind;
  readonly set?: readonly string[];
  readonly maybe?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  readonly changes?: ChangesKnowledge;
}

const NO_BEFORE: Readonly<Record<string, string>> = { CI_COMMIT_BEFORE_SHA: ZERO_SHA };

function mergeRequest(id: string, label: string, eventType: string): TypeRow {
  const detached = { CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '', CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '' };
  return {
    id,
    label,
    source: 'merge_request_event',
    refKind: 'merge request',
    values: {
      ...NO_BEFORE,
      CI_MERGE_REQUEST_EVENT_TYPE: eventType,
      ...(eventType === 'detached' ? detached : {}),
    },
    changes: 'known',
  };
}

/** A source that may run on a branch and on a tag and never knows a previous commit. */
function onBranchAndTag(
  source: string,
  adjective: string,
  more: Pick<TypeRow, 'set' | 'maybe' | 'values'> = {},
): readonly TypeRow[] {
  const values = { ...NO_BEFORE, ...more.values };
  return (['branch', 'tag'] as const).map(refKind => ({
    id: `${source}-${refKind}`,
    label: `${adjective} pipeline on a ${refKind}`,
    source,
    refKind,
    ...more,
    values,
  }));
}

const ROWS: readonly TypeRow[] = [
  {
    id: 'push-branch',
    label: 'pipeline of a push to a branch',
    source: 'push',
    refKind: 'branch',
    changes: 'known',
  },
  {
    id: 'push-new-branch',
    label: 'pipeline of the first push of a branch',
    source: 'push',
    refKind: 'branch',
    values: NO_BEFORE,
  },
  { id: 'push-tag', label: 'tag pipeline', source: 'push', refKind: 'tag', values: NO_BEFORE },
  mergeRequest('merge-request', 'merge request pipeline', 'detached'),
  mergeRequest('merged-result', 'merged result pipeline', 'merged_result'),
  mergeRequest('merge-train', 'merge train pipeline', 'merge_train'),
  ...onBranchAndTag('schedule', 'scheduled', { set: ['CI_PIPELINE_SCHEDULE_DESCRIPTION'] }),
  ...onBranchAndTag('web', 'manually started'),
  ...onBranchAndTag('api', 'API'),
  ...onBranchAndTag('trigger', 'triggered', { set: TRIGGER_SET, values: { CI_PIPELINE_TRIGGERED: 'true' } }),
  ...onBranchAndTag('pipeline', 'multi-project', { maybe: [...UPSTREAM, 'TRIGGER_PAYLOAD'] }),
  {
    id: 'child-branch',
    label: 'child pipeline on a branch',
    source: 'parent_pipeline',
    refKind: 'branch',
    set: UPSTREAM,
    changes: 'either',
  },
  {
    id: 'child-tag',
    label: 'child pipeline on a tag',
    source: 'parent_pipeline',
    refKind: 'tag',
    set: UPSTREAM,
  },
  {
    id: 'child-merge-request',
    label: 'child pipeline of a merge request pipeline',
    source: 'parent_pipeline',
    refKind: 'merge request',
    set: UPSTREAM,
    changes: 'known',
  },
  {
    id: 'external-pull-request',
    label: 'external pull request pipeline',
    source: 'external_pull_request_event',
    refKind: 'branch',
    set: EXTERNAL_PULL_REQUEST_SET,
    changes: 'known',
  },
  { id: 'chat', label: 'chat pipeline', source: 'chat', refKind: 'branch', set: CHAT_SET, values: NO_BEFORE },
  { id: 'webide', label: 'Web IDE pipeline', source: 'webide', refKind: 'branch', values: NO_BEFORE },
  {
    id: 'external',
    label: 'external status pipeline',
    source: 'external',
    refKind: 'branch',
    values: NO_BEFORE,
  },
];

/** All types, the most frequent first. */
export const PIPELINE_TYPES: readonly PipelineType[] = ROWS.map(toType);

function toType(row: TypeRow): PipelineType {
  const byRef = {
    branch: { set: ['CI_COMMIT_BRANCH'], maybe: ['CI_OPEN_MERGE_REQUESTS'], ref: 'CI_COMMIT_BRANCH' },
    tag: { set: TAG_SET, maybe: ['CI_RELEASE_DESCRIPTION'], ref: 'CI_COMMIT_TAG' },
    'merge request': {
      set: MERGE_REQUEST_SET,
      maybe: MERGE_REQUEST_MAYBE,
      ref: 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME',
    },
  }[row.refKind];
  return {
    id: row.id,
    label: row.label,
    pipelineSource: row.source,
    refKind: row.refKind,
    set: new Set([...byRef.set, ...(row.set ?? [])]),
    maybe: new Set([...byRef.maybe, ...(row.maybe ?? [])]),
    values: new Map([['CI_PIPELINE_SOURCE', row.source], ...Object.entries(row.values ?? {})]),
    refVariables: new Set([byRef.ref]),
    changes: row.changes ?? 'unknown',
  };
}

const COMMON_SET: ReadonlySet<string> = new Set([...ALWAYS_SET, ...JOB_SET]);
const COMMON_MAYBE: ReadonlySet<string> = new Set([...MAYBE_SET, ...JOB_MAYBE_SET]);
const CONTEXTUAL: ReadonlySet<string> = new Set(
  PIPELINE_TYPES.flatMap(type => [...type.set, ...type.maybe]).concat(...LATE_VARIABLES),
);

/** Whether a variable exists in pipelines of the type, as the rules of a job see it. */
export function presenceIn(type: PipelineType, name: string): Presence {
  if (COMMON_SET.has(name) || type.set.has(name)) return 'set';
  if (COMMON_MAYBE.has(name) || type.maybe.has(name)) return 'maybe';
  return CONTEXTUAL.has(name) ? 'unset' : 'user';
}

/** True when GitLab predefines a variable of this name in any pipeline or job. */
export function isPredefined(name: string): boolean {
  return COMMON_SET.has(name) || COMMON_MAYBE.has(name) || CONTEXTUAL.has(name);
}
