import type { Config, ConfigOptions } from '../../src/config/config.js';
import { memoryFiles } from '../../src/config/files.js';
import type { ConfigProblem } from '../../src/config/problem.js';
import { renderResolved, whatGitlabSays } from '../../src/config/render.js';
import { resolveConfig } from '../../src/config/resolve.js';
import type { Json, Step, Value } from '../../src/config/value.js';

export const ROOT = '.gitlab-ci.yml';

/** Resolves a root text, with other files of the repository. */
export function resolveText(
  text: string,
  files: Readonly<Record<string, string>> = {},
  options: Partial<ConfigOptions> = {},
): Config {
  return resolveConfig({ root: ROOT, files: memoryFiles({ [ROOT]: text, ...files }), ...options });
}

/** GitLab's messages, as it would print them. */
export function messages(config: Config): readonly string[] {
  return whatGitlabSays(config.problems).map(problem => problem.gitlabMessage);
}

/** The text a problem points to, behind its path when that is not the root. */
export function pointedAt({ at }: ConfigProblem): string {
  const text = at.source.text.slice(at.start, at.end);
  return at.source.path === ROOT ? text : `${at.source.path}: ${text}`;
}

/** An attribute of a job, in the form of `resolve --format json`. */
export function attribute(config: Config, job: string, name: string): unknown {
  return renderResolved(config).jobs.find(each => each.name === job)?.[name];
}

export function plain(value: Value | undefined): Json {
  switch (value?.kind) {
    case 'scalar':
      return value.value;
    case 'list':
      return value.items.map(plain);
    case 'mapping':
      return Object.fromEntries(Array.from(value.entries, ([key, entry]) => [key, plain(entry.value)]));
    default:
      return `<${value?.kind ?? 'absent'}>`;
  }
}

/** The way of a value, last step first: `extends < include`. */
export function way(value: Value | undefined): string {
  const kinds: string[] = [];
  for (let step: Step | undefined = value?.via; step !== undefined; step = step.next) kinds.push(step.kind);
  return kinds.join(' < ');
}
