/** The job that checks merge requests and shows findings in them as a Code Quality report. */
export function renderMergeRequestJob(stage: string, version: string): string {
  const [major, minor] = version.split('.');
  return `# Lints the pipeline in merge requests. Include it from .gitlab-ci.yml:
#   include:
#     - local: .gitlab/ci-lint.yml
ci-lint:
  stage: ${/^[\w.-]+$/.test(stage) ? stage : JSON.stringify(stage)}
  image: node:24-alpine
  needs: []
  script:
    - npx --yes ci-lint@${major}.${minor} --format gitlab --output-file gl-code-quality-report.json
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
`;
}
