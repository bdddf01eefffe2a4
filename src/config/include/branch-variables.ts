import { givenVariables, isProtectedRef, type Project } from '../../conditions/project.js';
import { slugify } from '../../conditions/slug.js';

/**
 * What `include` and inputs see when nobody says in which pipeline: a push to the default branch `main` of a project
 * on gitlab.com.
 */
export const branchVariables: Readonly<Record<string, string>> = {
  CI: 'true',
  GITLAB_CI: 'true',
  CI_COMMIT_BRANCH: 'main',
  CI_COMMIT_REF_NAME: 'main',
  CI_COMMIT_REF_SLUG: 'main',
  CI_COMMIT_REF_PROTECTED: 'true',
  CI_DEFAULT_BRANCH: 'main',
  CI_DEFAULT_BRANCH_SLUG: 'main',
  CI_PIPELINE_SOURCE: 'push',
  CI_PROJECT_NAME: 'project',
  CI_PROJECT_NAMESPACE: 'group',
  CI_PROJECT_ROOT_NAMESPACE: 'group',
  CI_PROJECT_PATH: 'group/project',
  CI_PROJECT_PATH_SLUG: 'group-project',
  CI_PROJECT_URL: 'https://gitlab.com/group/project',
  CI_SERVER: 'yes',
  CI_SERVER_FQDN: 'gitlab.com',
  CI_SERVER_HOST: 'gitlab.com',
  CI_SERVER_NAME: 'GitLab',
  CI_SERVER_PORT: '443',
  CI_SERVER_PROTOCOL: 'https',
  CI_SERVER_URL: 'https://gitlab.com',
};

/** The same where something is known of the project: its default branch and variables. */
export function includeVariables(project: Project): Readonly<Record<string, string>> {
  const branch = project.defaultBranch ?? 'main';
  const slug = slugify(branch);
  const isProtected = isProtectedRef(project, 'branch', branch) ?? true;
  return {
    ...branchVariables,
    CI_COMMIT_BRANCH: branch,
    CI_COMMIT_REF_NAME: branch,
    CI_COMMIT_REF_SLUG: slug,
    CI_COMMIT_REF_PROTECTED: String(isProtected),
    CI_DEFAULT_BRANCH: branch,
    CI_DEFAULT_BRANCH_SLUG: slug,
    ...givenVariables(project, isProtected),
  };
}
