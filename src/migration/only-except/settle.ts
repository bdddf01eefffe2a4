/** Plans what is edited, tries it, and leaves out what does not come out as it should. */
import { effectiveOnly } from '../../conditions/policy.js';
import type { Config } from '../../config/config.js';
import { toJson } from '../../config/entries/json.js';
import type { Value } from '../../config/value.js';
import { policyOf } from '../../pipeline/deciding-rule.js';
import { applyEdits, type Edit } from '../../syntax/edit.js';
import type { MappingNode } from '../../syntax/node.js';
import type { MigratedFile } from '../migration.js';
import type { LocalTexts } from '../rewriting/local-texts.js';
import { resolveSites, type Site } from '../rewriting/site.js';
import { type Candidate, makePlan, type Plan, policiesOf } from './plan.js';
import type { Reading } from './ref-term.js';
import type { Subject } from './subject.js';
import type { PolicyTranslator } from './translate-policy.js';
import { Verifier } from './verify.js';
import { policyRules, type WantedRules } from './wanted-rules.js';

/** Each round leaves a job as it is or gives one its own rules. */
const MAX_ROUNDS = 50;

/** What shall be done. */
export interface Task {
  readonly sites: readonly Site[];
  readonly texts: LocalTexts;
  readonly candidates: readonly Candidate[];
  /** Why subjects stay as they are; grows. */
  readonly reasons: Map<Subject, string>;
  readonly translator: PolicyTranslator;
  readonly reading: Reading;
}

export interface Outcome {
  readonly plan: Plan;
  readonly files: readonly MigratedFile[];
  readonly after: ReadonlyMap<Site, Config>;
  readonly verifiers: ReadonlyMap<Site, Verifier>;
  readonly apart: ReadonlySet<Subject>;
}

/** Plans, applies, resolves and compares, and leaves out what did not come out right, until all did. */
export function settle({ sites, texts, candidates, reasons, translator, reading }: Task): Outcome {
  const apart = new Set<Subject>();
  const wantedBy = hiddenPolicies(sites, translator, reading);
  for (let round = 0; ; round++) {
    if (round >= MAX_ROUNDS) for (const { subject } of candidates) leave(reasons, subject, CHANGED);
    const left = new Set(reasons.keys());
    const plan = makePlan({ candidates, left, apart, streams: texts.streams, wantedBy });
    if (plan.unwritable.length > 0) {
      for (const { subject } of plan.unwritable)
        leave(reasons, subject, 'the text around it cannot be edited without loss');
      continue;
    }
    for (const { subject } of plan.blocked)
      leave(reasons, subject, 'it shares text with a job that stays as it is');
    const files = editFiles(
      texts,
      plan.groups.flatMap(({ edits }) => edits),
    );
    const changed = new Map(
      files.filter(({ edits }) => edits.length > 0).map(({ source, text }) => [source.path, text]),
    );
    const after = resolveSites(sites, changed, 'current');
    const verifiers = new Map(
      sites.flatMap(site => {
        const config = after.get(site);
        return config === undefined ? [] : [[site, new Verifier(site.before, config)] as const];
      }),
    );
    const outcome: Outcome = { plan, files, after, verifiers, apart };
    if (changed.size === 0 || !adapt(outcome, sites, apart, reasons, reading)) return outcome;
  }
}

export const CHANGED = 'with rules it, or a job that shares its text, would not be what it is now';

function leave(reasons: Map<Subject, string>, subject: Subject, reason: string): void {
  if (!reasons.has(subject)) reasons.set(subject, reason);
}

/** Notes what has to be otherwise in the next round; false when all is right. */
function adapt(
  { plan, verifiers }: Outcome,
  sites: readonly Site[],
  apart: Set<Subject>,
  reasons: Map<Subject, string>,
  reading: Reading,
): boolean {
  let hasAdapted = false;
  const giveUp = (subject: Subject): void => {
    leave(reasons, subject, CHANGED);
    hasAdapted = true;
  };
  const seen = new Set<unknown>();
  for (const { subject, wanted } of plan.active) {
    seen.add(subject.definition);
    const verifier = verifiers.get(subject.site);
    if (verifier === undefined) giveUp(subject);
    else if (JSON.stringify(verifier.rulesOf(subject.definition)) !== wanted.key && isFree(subject, apart)) {
      apart.add(subject);
      hasAdapted = true;
    } else if (subject.jobs.some(job => !isRight(verifier.change(job), reading))) giveUp(subject);
  }
  if (hasAdapted) return true;
  for (const site of sites) {
    const others = site.before.jobs.filter(({ definition }) => !seen.has(definition));
    const broken = others.filter(job => verifiers.get(site)?.change(job) !== 'same');
    const isWorse = site.before.valid && verifiers.get(site)?.after.valid !== true;
    if (broken.length > 0 || isWorse) for (const { subject } of plan.active) giveUp(subject);
  }
  return hasAdapted;
}

/** What the usual reading changes was proven before to be what it means to change. */
function isRight(change: ReturnType<Verifier['change']>, reading: Reading): boolean {
  return change === 'same' || (reading === 'usual' && change === 'other');
}

function isFree(subject: Subject, apart: ReadonlySet<Subject>): boolean {
  return subject.own !== null && !apart.has(subject) && !subject.holders.has(subject.own);
}

/** The rules of hidden jobs whose policies no job takes as they are. */
function hiddenPolicies(
  sites: readonly Site[],
  translator: PolicyTranslator,
  reading: Reading,
): (mapping: MappingNode) => WantedRules | null {
  return mapping => {
    const site = sites.find(({ before }) =>
      before.files.some(({ local, stream }) => local && stream.source.path === mapping.source.path),
    );
    if (site === undefined) return null;
    const { only, except } = policiesOf(mapping, site.before.merged);
    const dropsDefault = (site.before.workflow?.rules ?? null) !== null;
    const written = only === undefined ? undefined : policy(only);
    const wanted = policyRules(
      { only: effectiveOnly(written, dropsDefault), except: except === undefined ? null : policy(except) },
      site.before.variables,
      translator,
      reading,
    );
    return wanted.isProven ? wanted : null;
  };
}

function policy(value: Value): ReturnType<typeof policyOf> {
  return policyOf(toJson(value));
}

function editFiles(texts: LocalTexts, edits: readonly Edit[]): readonly MigratedFile[] {
  return texts.sources.map(source => {
    const own = edits.filter(edit => edit.source === source);
    const sorted = own.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    return { source, edits: sorted, text: applyEdits(source, sorted) };
  });
}
