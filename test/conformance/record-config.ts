import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';

/** Compares what GitLab and ci-lint say of a configuration's validity; JSON is YAML. Null when they agree. */
export function compareValidity(configuration: object, valid: boolean): string | null {
  const files = memoryFiles({ '.gitlab-ci.yml': JSON.stringify(configuration) });
  const config = resolveConfig({ root: '.gitlab-ci.yml', files });
  if (config.valid === valid) return null;
  const messages = config.problems.map(problem => problem.gitlabMessage);
  return `GitLab says valid=${valid}, we say ${config.valid}: ${JSON.stringify(messages)}`;
}
