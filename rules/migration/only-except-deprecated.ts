import type { Config } from '../../src/config/config.js';
import { type JobDefinition, keyword } from '../../src/config/job.js';
import { isNull } from '../../src/config/value.js';
import { type Fix, safeFix, suggestion, unsafeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import {
  type TranslatedGroup,
  type TranslatedJob,
  translationsOf,
} from '../../src/migration/only-except/migrate-only-except.js';
import { hasConditionalIncludes } from '../../src/pipeline/membership/conditional-includes.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import type { Node } from '../../src/syntax/node.js';

export const onlyExceptDeprecated: AnyLintRule = defineRule({
  id: 'only-except-deprecated',
  meta: {
    summary: 'A job has `only` or `except`, which `rules` replaced.',
    category: 'migration',
    severity: 'info',
    preset: 'strict',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except',
      'https://docs.gitlab.com/ci/jobs/job_rules/',
      'lib/gitlab/ci/build/policy/refs.rb',
      'lib/gitlab/ci/config/entry/policy.rb',
    ],
  },
  messages: {
    deprecated: {
      what: '{{keyword}} of {{jobs}} is deprecated.',
      why: 'GitLab adds nothing to it and refuses it beside `rules`; its names mean tags as well as branches, and keep jobs out of merge request pipelines.',
      help: 'Write `rules`.',
    },
  },
  on: {
    *pipeline(config) {
      for (const [at, jobs] of writtenPolicies(config)) {
        const [first] = jobs;
        if (first === undefined || at.kind !== 'scalar') continue;
        yield {
          messageId: 'deprecated',
          at,
          ...(jobs.length === 1 ? { job: first.name } : {}),
          data: { keyword: at.text, jobs: jobs.map(({ name }) => name) },
          fix: () => rewrite(config, first),
        };
      }
    },
  },
});

/** The jobs with `only` or `except`, by the key they have it from; text from elsewhere is not ours to change. */
function writtenPolicies({ definitions, files }: Config): ReadonlyMap<Node, readonly JobDefinition[]> {
  const local = new Set(files.filter(file => file.local).map(({ stream }) => stream.source));
  const policies = new Map<Node, JobDefinition[]>();
  for (const job of definitions) {
    const at = policyKey(job);
    if (at === null || !isNull(keyword(job, 'rules')) || !local.has(at.source)) continue;
    const known = policies.get(at);
    if (known === undefined) policies.set(at, [job]);
    else known.push(job);
  }
  return policies;
}

function policyKey({ mapping }: JobDefinition): Node | null {
  for (const name of ['only', 'except']) {
    const entry = mapping.entries.get(name);
    if (entry !== undefined && !isNull(entry.value)) return entry.key;
  }
  return null;
}

/** What is proven, and, where that is shorter, what people mean. */
function rewrite(config: Config, job: JobDefinition): readonly Fix[] {
  const exact = groupOf(config, job, 'exact');
  const usual = groupOf(config, job, 'usual');
  const isUsualProven = usual?.jobs.every(({ verdict }) => verdict.kind === 'proven') ?? false;
  const proven = isUsualProven ? usual : exact;
  const fixes: Fix[] = [];
  if (proven !== null) {
    // A file that was not read may have jobs that extend what changes here.
    const build = config.complete && !hasConditionalIncludes(config) ? safeFix : unsafeFix;
    fixes.push(...build('Write rules', proven.edits, isolationOf(proven)));
  }
  if (usual === null || isUsualProven) return fixes;
  return [...fixes, ...suggestion(titleOf(usual.jobs, proven !== null), usual.edits)];
}

function groupOf(config: Config, job: JobDefinition, reading: 'exact' | 'usual'): TranslatedGroup | null {
  // Files of child pipelines are rewritten together with those of their parents, with which they can share text.
  let root = config;
  while (root.parent !== null) root = root.parent.config;
  const { groups } = translationsOf(root, reading);
  return (
    groups.find(({ jobs }) => jobs.some(each => each.config === config && each.job === job.name)) ?? null
  );
}

/** Jobs that share text are told of apart, and fixed together. */
function isolationOf({ jobs }: TranslatedGroup): string {
  return `only-except ${jobs[0]?.job}`;
}

function titleOf(jobs: readonly TranslatedJob[], isShorter: boolean): string {
  const title = isShorter ? 'Write shorter rules' : 'Write rules';
  for (const { job, verdict } of jobs) {
    if (verdict.kind === 'unproven') return `${title}, the same unless ${verdict.reason}`;
    if (verdict.kind !== 'differs') continue;
    const where =
      verdict.sighting === null ? 'pipelines that could not be named' : describeSighting(verdict.sighting);
    const doubt = verdict.doubt === null ? '' : `, and if ${verdict.doubt}`;
    return `${title}, which differ for ${job} in ${where}${doubt}`;
  }
  return title;
}
