import { givenVariables, isProtectedRef, type Project } from '../conditions/project.js';
import { type ContextInput, describeContext } from './pipeline-context.js';

/** The event as it is in the project: what the input leaves open is as the settings say. The input wins. */
export function inProject(input: ContextInput, project: Project): ContextInput {
  const { defaultBranch } = project;
  const named: ContextInput = {
    ...(defaultBranch === null ? {} : { default_branch: defaultBranch }),
    ...input,
  };
  const { ref, refKind, predefined } = describeContext(named);
  const known = refKind === 'merge request' ? null : isProtectedRef(project, refKind, ref);
  const isProtected = input.protected ?? known;
  const isGiven = isProtected ?? predefined.get('CI_COMMIT_REF_PROTECTED') === 'true';
  const variables = givenVariables(project, isGiven);
  return {
    ...named,
    ...(isProtected === null ? {} : { protected: isProtected }),
    ...(Object.keys(variables).length === 0 ? {} : { variables: { ...variables, ...input.variables } }),
  };
}
