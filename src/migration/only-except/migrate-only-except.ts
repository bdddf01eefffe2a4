/**
 * `only` and `except` to `rules`, in the syntax that GitLab runs today.
 *
 * Translated are refs (names, patterns, keywords, `@project`), `variables`, `changes` and `kubernetes`, alone or
 * together, in `only`, in `except` and in both, with GitLab's defaults where nothing is written; in jobs and hidden jobs,
 * through `extends`, anchors and merge keys, and in the files of child pipelines. A job-level `when: delayed` moves into the rules;
 * all else about how a job starts stays where it is. Every result is resolved again and compared: a job for which
 * that is no proof stays as it is written, and so do those that share its text.
 *
 * Not translated: jobs that rest on the default alone, text that is not local or that inputs make, and hidden jobs that
 * nobody uses.
 */
import type { Config } from '../../config/config.js';
import type { Sighting } from '../../pipeline/membership/sighting.js';
import type { Edit } from '../../syntax/edit.js';
import type { Node } from '../../syntax/node.js';
import type { MigratedFile, MigrationNote } from '../migration.js';
import { LocalTexts } from '../rewriting/local-texts.js';
import { findSites, type Site } from '../rewriting/site.js';
import type { Candidate } from './plan.js';
import type { Reading } from './ref-term.js';
import { CHANGED, type Outcome, settle } from './settle.js';
import { type Subject, subjectsOf } from './subject.js';
import { PolicyTranslator } from './translate-policy.js';
import { type WantedRules, wantedRules } from './wanted-rules.js';

export interface OnlyExceptOptions {
  /**
   * `exact` is what GitLab does: a name means branches and tags, and a keyword also a ref of that name. `usual` is what people
   * mean, and shorter: names are branches, and no ref is called like a keyword. `exact` when absent.
   */
  readonly reading?: Reading;
}

export type TranslationVerdict =
  /** In the same pipelines in the same way, whatever their type, refs, variables and changed paths. */
  | { readonly kind: 'proven' }
  /** Only for the usual reading: not in the same pipelines; one that shows it, if it is one that can be composed. */
  | { readonly kind: 'differs'; readonly sighting: Sighting | null; readonly doubt: string | null }
  /** Only for the usual reading: what would have to be known. */
  | { readonly kind: 'unproven'; readonly reason: string }
  /** The job stays as it is. */
  | { readonly kind: 'impossible'; readonly reason: string };

export interface TranslatedJob {
  /** The configuration that the job is in: the one that was asked for, or that of a child pipeline. */
  readonly config: Config;
  /** As it is written, before `parallel`. */
  readonly job: string;
  /** Where the policy is written that is told of first. */
  readonly at: Node;
  readonly verdict: TranslationVerdict;
}

export interface OnlyExceptMigration {
  readonly before: Config;
  readonly after: Config;
  /** Edited or not, each local file once. */
  readonly files: readonly MigratedFile[];
  readonly notes: readonly MigrationNote[];
  /** The configurations of child pipelines, by the trigger job that starts them; their files are among `files`. */
  readonly children: readonly { readonly job: string; readonly before: Config; readonly after: Config }[];
  /** The jobs that have `only` or `except`. */
  readonly jobs: readonly TranslatedJob[];
  /** What can be done without the rest. */
  readonly groups: readonly TranslatedGroup[];
}

/** Jobs that share text, and the edits of all of them. */
export interface TranslatedGroup {
  readonly jobs: readonly TranslatedJob[];
  readonly edits: readonly Edit[];
}

const memo = new WeakMap<Config, Map<Reading, OnlyExceptMigration>>();

/** The same, made once for each configuration and reading. */
export function translationsOf(config: Config, reading: Reading): OnlyExceptMigration {
  const known = memo.get(config) ?? new Map<Reading, OnlyExceptMigration>();
  memo.set(config, known);
  const migration = known.get(reading) ?? migrateOnlyExcept(config, { reading });
  known.set(reading, migration);
  return migration;
}

/** Never throws for what the files hold. */
export function migrateOnlyExcept(
  config: Config,
  { reading = 'exact' }: OnlyExceptOptions = {},
): OnlyExceptMigration {
  const sites = findSites(config);
  const texts = new LocalTexts(sites.map(({ before }) => before));
  const reasons = new Map<Subject, string>();
  const candidates: Candidate[] = [];
  const translator = new PolicyTranslator();
  const subjects = sites.flatMap(site => subjectsOf(site, texts));
  for (const subject of subjects) {
    const reason = obstacleTo(subject, reading);
    const wanted = reason === null ? wantedBySubject(subject, translator, reading) : null;
    if (wanted?.isProven === true) candidates.push({ subject, wanted });
    else reasons.set(subject, reason ?? 'the solver could not prove that rules would say the same');
  }
  const outcome = settle({ sites, texts, candidates, reasons, translator, reading });
  const jobs = new Map(subjects.map(subject => [subject, translatedJob(subject, outcome, reasons)]));
  return {
    before: config,
    after: outcome.after.get(sites[0] as Site) ?? config, // The first site is the configuration itself.
    files: outcome.files,
    notes: notesOf(subjects, outcome, reasons),
    children: sites.flatMap(site => {
      const after = outcome.after.get(site);
      return site.parent === null || after === undefined
        ? []
        : [{ job: site.parent.job, before: site.before, after }];
    }),
    jobs: [...jobs.values()],
    groups: outcome.plan.groups.map(({ members, edits }) => ({
      jobs: members.flatMap(({ subject }) => jobs.get(subject) ?? []),
      edits,
    })),
  };
}

function obstacleTo(subject: Subject, reading: Reading): string | null {
  if (!subject.site.before.valid) return 'GitLab refuses the configuration as it is';
  if (subject.obstacle !== null) return subject.obstacle;
  return reading === 'exact' && subject.doubt !== null ? `it would be wrong if ${subject.doubt}` : null;
}

function wantedBySubject(
  { site, jobs }: Subject,
  translator: PolicyTranslator,
  reading: Reading,
): WantedRules | null {
  return wantedRules(jobs, site.before.variables, translator, reading);
}

function translatedJob(
  subject: Subject,
  outcome: Outcome,
  reasons: ReadonlyMap<Subject, string>,
): TranslatedJob {
  const { site, definition, at } = subject;
  return { config: site.before, job: definition.name, at, verdict: verdictOn(subject, outcome, reasons) };
}

function verdictOn(
  subject: Subject,
  { verifiers }: Outcome,
  reasons: ReadonlyMap<Subject, string>,
): TranslationVerdict {
  const reason = reasons.get(subject);
  const verifier = verifiers.get(subject.site);
  if (reason !== undefined || verifier === undefined)
    return { kind: 'impossible', reason: reason ?? CHANGED };
  for (const job of subject.jobs) {
    const sighting = verifier.change(job) === 'same' ? 'never' : verifier.difference(job);
    if (sighting !== 'never') return { kind: 'differs', sighting, doubt: subject.doubt };
  }
  return subject.doubt === null ? { kind: 'proven' } : { kind: 'unproven', reason: subject.doubt };
}

function notesOf(
  subjects: readonly Subject[],
  { plan, apart }: Outcome,
  reasons: ReadonlyMap<Subject, string>,
): readonly MigrationNote[] {
  const wanted = new Map(plan.active.map(candidate => [candidate.subject, candidate.wanted]));
  return subjects.flatMap((subject): MigrationNote[] => {
    const { definition, at } = subject;
    const note = (message: string): MigrationNote[] => [{ message, at, job: definition.name }];
    const reason = reasons.get(subject);
    if (reason !== undefined) return note(`\`only\` and \`except\` stay: ${reason}.`);
    if (wanted.get(subject)?.isNever === true)
      return note('`only` and `except` let the job into no pipeline at all, and so do its rules.');
    return apart.has(subject)
      ? note('The job gets rules of its own: those that it inherits are not right for it.')
      : [];
  });
}
