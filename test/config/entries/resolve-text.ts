import type { Config } from '../../../src/config/config.js';
import type { Dialect } from '../../../src/config/dialect.js';
import { memoryFiles } from '../../../src/config/files.js';
import type { Job } from '../../../src/config/job.js';
import type { ConfigProblem } from '../../../src/config/problem.js';
import { resolveConfig } from '../../../src/config/resolve.js';

/** The configuration of one root file, with other files of the repository where needed. */
export function resolveText(
  text: string,
  others: Readonly<Record<string, string>> = {},
  dialect: Dialect = 'current',
): Config {
  const files = memoryFiles({ '.gitlab-ci.yml': text, ...others });
  return resolveConfig({ root: '.gitlab-ci.yml', files, dialect });
}

/** `kind «wrong token»` of every problem, in order; the token's first line without its braces, 30 characters at most. */
export function problemsIn(text: string, dialect: Dialect = 'current'): readonly string[] {
  return resolveText(text, {}, dialect).problems.map(shown);
}

function shown({ kind, at }: ConfigProblem): string {
  const token = at.source.text.slice(at.start, at.end).split('\n')[0]?.slice(0, 30) ?? '';
  return `${kind} «${token.replace(/^\{(.+)\}$/, '$1')}»`;
}

/** Problems of a job that has a script and the given keywords. */
export function problemsOfJob(keywords: string, top = ''): readonly string[] {
  return problemsIn(`${top}\njob:\n  script: make\n${indent(keywords)}\n`);
}

/** The jobs of a configuration that GitLab accepts. */
export function jobsIn(text: string): readonly Job[] {
  const { jobs, problems } = resolveText(text);
  const rejected = problems.filter(problem => problem.rejected);
  if (rejected.length > 0) throw new Error(rejected.map(problem => problem.gitlabMessage).join('\n'));
  return jobs;
}

/** GitLab's attributes and options of a job with a script and the given keywords. */
export function attributesOf(keywords: string, top = ''): Record<string, unknown> {
  const [job] = jobsIn(`${top}\njob:\n  script: make\n${indent(keywords)}\n`);
  const { options, ...attributes } = job?.attributes ?? {};
  return { ...attributes, ...(options as object) };
}

function indent(text: string): string {
  return text
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n');
}
