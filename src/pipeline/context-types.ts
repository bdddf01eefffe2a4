/** Short names for the usual events, as scenario files may write them in `context: {type: …}`. */
import type { ContextInput } from './pipeline-context.js';

const NEW_BRANCH = 'feature';

export const CONTEXT_TYPES: ReadonlyMap<string, ContextInput> = new Map(
  Object.entries({
    push_default: { source: 'push' },
    push_branch: { source: 'push', ref: NEW_BRANCH },
    push_new_branch: { source: 'push', ref: NEW_BRANCH },
    push_branch_open_mr: { source: 'push', ref: NEW_BRANCH },
    push_tag: { source: 'push', tag: true },
    merge_request: { source: 'merge_request_event' },
    merge_request_fork: { source: 'merge_request_event' },
    merged_result: { source: 'merge_request_event' },
    merge_train: { source: 'merge_request_event' },
    schedule_default: { source: 'schedule' },
    schedule_tag: { source: 'schedule', tag: true },
    web_default: { source: 'web' },
    web_branch: { source: 'web', ref: NEW_BRANCH },
    web_tag: { source: 'web', tag: true },
    api_branch: { source: 'api', ref: NEW_BRANCH },
    trigger_branch: { source: 'trigger', ref: NEW_BRANCH },
    pipeline_branch: { source: 'pipeline', ref: NEW_BRANCH },
    parent_pipeline_branch: { source: 'parent_pipeline', ref: NEW_BRANCH },
    parent_pipeline_tag: { source: 'parent_pipeline', tag: true },
    parent_pipeline_merge_request: { source: 'parent_pipeline', merge_request: true },
    chat: { source: 'chat' },
    webide: { source: 'webide', ref: NEW_BRANCH },
    external_pull_request: { source: 'external_pull_request_event', ref: NEW_BRANCH },
  } satisfies Record<string, ContextInput>),
);
