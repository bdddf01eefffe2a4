/** Problems of the parser and of GitLab's checks, and which rule speaks for each. */
import type { Config } from '../config/config.js';
import type { ConfigProblem, Place, Related } from '../config/problem.js';
import type { SyntaxProblem, YamlStream } from '../syntax/yaml/stream.js';
import { inheritedFrom } from './inherited.js';
import type { AnyLintRule, Problem } from './lint-rule.js';
import { quote } from './message.js';

/**
 * All problems of a configuration, those of the parser first, each stream's once. What the configuration says again of
 * one that the parser found is not repeated, but tells how GitLab words it for an included file.
 */
export function* problemsOf(config: Config): Iterable<Problem> {
  const repeated = new Map<string, ConfigProblem>();
  for (const problem of config.problems) {
    if (problem.kind.startsWith('yaml.')) repeated.set(placeKey(problem.at), problem);
  }
  const streams = new Set<YamlStream>();
  const found = new Set<string>();
  for (const { stream } of config.files) {
    if (streams.has(stream)) continue;
    streams.add(stream);
    for (const syntax of stream.problems) {
      const problem = fromSyntax(stream, syntax);
      const key = placeKey(problem.at);
      const again = problem.rejected ? repeated.get(key) : undefined;
      found.add(key);
      yield again === undefined
        ? problem
        : {
            ...problem,
            gitlabMessage: again.gitlabMessage,
            related: [...problem.related, ...inheritedFrom(again.via)],
          };
    }
  }
  for (const [problem, others] of withoutRepetitions(config.problems)) {
    if (problem.kind.startsWith('yaml.') && found.has(placeKey(problem.at))) continue;
    const related = [...(problem.related ?? []), ...inheritedFrom(problem.via), ...sharedBy(others, config)];
    yield { ...problem, related };
  }
}

const MOST_SHARED = 5;

/** Shared text is wrong once, in however many jobs it ends up: the first problem of it, and the jobs of the others. */
function withoutRepetitions(problems: readonly ConfigProblem[]): Iterable<[ConfigProblem, string[]]> {
  const groups = new Map<string, [ConfigProblem, string[]]>();
  for (const problem of problems) {
    const key = `${problem.kind}\0${placeKey(problem.at)}\0${JSON.stringify(problem.data)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [problem, []]);
    else if (problem.job !== undefined && problem.job !== group[0].job) group[1].push(problem.job);
  }
  return groups.values();
}

function sharedBy(jobs: readonly string[], { merged }: Config): Related[] {
  const related = [...new Set(jobs)].slice(0, MOST_SHARED).flatMap(job => {
    const at = merged.entries.get(job)?.key;
    return at === undefined ? [] : [{ message: `Job ${quote(job)} has it too.`, at }];
  });
  const rest = new Set(jobs).size - MOST_SHARED;
  const last = related.at(-1);
  if (rest > 0 && last !== undefined) {
    related[related.length - 1] = {
      ...last,
      message: `${last.message.slice(0, -1)}, and so have ${rest} more.`,
    };
  }
  return related;
}

/** Kinds of what GitLab rejects, by place. */
const memo = new WeakMap<Config, ReadonlyMap<string, readonly string[]>>();

/** True when GitLab says of the very same place what makes this problem idle, as a value of the wrong type is no name either. */
export function isSaidBetter(problem: Problem, config: Config, isBetter: (kind: string) => boolean): boolean {
  let kinds = memo.get(config);
  if (kinds === undefined) {
    const found = new Map<string, string[]>();
    for (const { rejected, kind, at } of config.problems) {
      if (rejected) found.set(placeKey(at), [...(found.get(placeKey(at)) ?? []), kind]);
    }
    kinds = found;
    memo.set(config, kinds);
  }
  return kinds.get(placeKey(problem.at))?.some(isBetter) ?? false;
}

function placeKey({ source, start, end }: Place): string {
  return `${source.path}\0${start}\0${end}`;
}

function fromSyntax({ source }: YamlStream, syntax: SyntaxProblem): Problem {
  const { code, refused, message, gitlabMessage, related, start, end } = syntax;
  return {
    kind: `yaml.${code}`,
    rejected: refused,
    at: { source, start, end },
    data: { message },
    related: related === undefined ? [] : [{ message: 'It begins here.', at: { source, ...related } }],
    syntax,
    ...(gitlabMessage === undefined ? {} : { gitlabMessage }),
  };
}

/**
 * Answers which rule speaks for a problem: of the rules that name its kind one that claims this very problem, else the
 * one that claims all of the kind, else the rule of the subject (`needs.*`).
 */
export interface ProblemOwners {
  of(problem: Problem, config: Config): AnyLintRule | undefined;
}

/** @throws Error when two rules claim all of one kind. */
export function problemOwners(rules: readonly AnyLintRule[]): ProblemOwners {
  const owners = new Map<string, AnyLintRule>();
  const choosy = new Map<string, AnyLintRule[]>();
  for (const rule of rules) {
    for (const kind of rule.problems ?? []) {
      if (rule.claims !== undefined) {
        choosy.set(kind, [...(choosy.get(kind) ?? []), rule]);
        continue;
      }
      const other = owners.get(kind);
      if (other !== undefined) throw new Error(`Both ${other.id} and ${rule.id} speak for ${kind}.`);
      owners.set(kind, rule);
    }
  }
  return {
    of(problem, config) {
      const { kind } = problem;
      const subject = `${kind.slice(0, kind.indexOf('.'))}.*`;
      const claimants = [...(choosy.get(kind) ?? []), ...(choosy.get(subject) ?? [])];
      return (
        claimants.find(rule => rule.claims?.(problem, config)) ?? owners.get(kind) ?? owners.get(subject)
      );
    },
  };
}

/** A word among the facts of a problem; empty when it is not there. */
export function wordOf(problem: Problem, name: string): string {
  const value = problem.data[name];
  return value === undefined || typeof value === 'object' ? '' : String(value);
}

/** A list of words among the facts of a problem; empty when it is not there. */
export function wordsOf(problem: Problem, name: string): readonly string[] {
  const value = problem.data[name];
  return typeof value === 'object' ? value : [];
}

/** What a problem is about in words: "`artifacts:expire_in` of job `build`". Goes into `{{{name}}}` placeholders. */
export function subjectOf(problem: Problem, keyword: string = wordOf(problem, 'keyword')): string {
  const job = problem.job === undefined ? '' : `job ${quote(problem.job)}`;
  if (keyword === '') return job === '' ? 'the configuration' : job;
  return job === '' ? quote(keyword) : `${quote(keyword)} of ${job}`;
}

/** Words that start a sentence. */
export function capitalize(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
