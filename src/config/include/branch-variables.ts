/** What `include` and inputs see when nobody says in which pipeline: a push to the default branch `main`. */
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
};
