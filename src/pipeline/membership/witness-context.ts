/** A solver's witness as the context of a pipeline that can be composed. */
import type { PipelineType } from '../../conditions/pipeline-types.js';
import type { Witness } from '../../conditions/solver/witness.js';
import { type ContextInput, describeContext } from '../pipeline-context.js';

/** Types whose source and ref do not tell all of them. */
const NAMED_TYPES: ReadonlyMap<string, string> = new Map([
  ['push-new-branch', 'push_new_branch'],
  ['merged-result', 'merged_result'],
  ['merge-train', 'merge_train'],
  ['child-merge-request', 'parent_pipeline_merge_request'],
]);

/** Null when the witness rests on files, or on paths since a ref, that only a repository can tell. */
export function witnessContext(witness: Witness, withChanges: boolean): ContextInput | null {
  if (witness.exists.length > 0 || witness.changesSince.size > 0) return null;
  const { type, variables, changes } = witness;
  const hasOpenMergeRequest =
    type.id === 'push-branch' && variables.get('CI_OPEN_MERGE_REQUESTS') === 'group/project!1';
  const named = hasOpenMergeRequest ? 'push_branch_open_mr' : NAMED_TYPES.get(type.id);
  const refName = [...type.refVariables, 'CI_COMMIT_REF_NAME'].flatMap(name => variables.get(name) ?? [])[0];
  const defaultBranch = variables.get('CI_DEFAULT_BRANCH');
  const plain: ContextInput = {
    ...(named === undefined ? { source: type.pipelineSource } : { type: named }),
    ...(type.refKind === 'tag' ? { tag: refName ?? 'v1.0.0' } : {}),
    ...(type.refKind !== 'tag' && refName !== undefined && refName !== assumedRef(type)
      ? { branch: refName }
      : {}),
    ...(defaultBranch === undefined || defaultBranch === 'main' ? {} : { default_branch: defaultBranch }),
    ...(withChanges && changes !== null ? { changes } : {}),
  };
  const isProtected = variables.get('CI_COMMIT_REF_PROTECTED');
  const isAsAssumed = describeContext(plain).predefined.get('CI_COMMIT_REF_PROTECTED') === isProtected;
  const base: ContextInput =
    isProtected === undefined || isAsAssumed ? plain : { ...plain, protected: isProtected === 'true' };
  const { predefined } = describeContext(base);
  const others = [...variables].filter(([name, value]) => predefined.get(name) !== value);
  return others.length === 0 ? base : { ...base, variables: Object.fromEntries(others) };
}

/** The source branch that merge requests have where none is given. */
function assumedRef({ refKind }: PipelineType): string | null {
  return refKind === 'merge request' ? 'feature' : null;
}
