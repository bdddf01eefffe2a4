/**
 * A made-up configuration with `jobs` jobs: ten stages, hidden jobs with shared rules, needs on jobs of the stage before,
 * anchors, variables. The same number always gives the same text.
 */
export function generatePipeline(jobs: number): string {
  const stages = Array.from({ length: 10 }, (_, index) => `stage-${index}`);
  const lines = [`stages: [${stages.join(', ')}]`, '', 'default:', '  image: node:20-alpine', ''];
  for (let base = 0; base < Math.max(1, jobs / 20); base++) lines.push(...hiddenJob(base));
  for (let index = 0; index < jobs; index++) lines.push(...visibleJob(index, jobs));
  return `${lines.join('\n')}\n`;
}

function hiddenJob(index: number): string[] {
  return [
    `.base-${index}:`,
    '  before_script:',
    '    - echo prepare',
    '  rules:',
    `    - if: $CI_COMMIT_BRANCH == "feature-${index % 30}"`,
    '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
    `      changes: [src/module-${index % 40}/**/*]`,
    '    - when: never',
    '',
  ];
}

function visibleJob(index: number, jobs: number): string[] {
  const perStage = Math.max(1, Math.ceil(jobs / 10));
  const lines = [
    `job-${index}:`,
    `  extends: .base-${Math.floor(index / 20)}`,
    `  stage: stage-${Math.floor(index / perStage)}`,
    '  variables:',
    `    MODULE: module-${index % 40}`,
    '  script:',
    `    - make build MODULE=$MODULE # ${index}`,
    '    - make test',
  ];
  const neighbour = index - perStage;
  if (neighbour >= 0)
    lines.push(
      `  needs: [job-${neighbour}, job-${Math.floor(neighbour / 20) * 20}]`.replace(/\[(\S+), \1\]/, '[$1]'),
    );
  return [...lines, ''];
}
