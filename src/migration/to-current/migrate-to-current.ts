/** Migrates a configuration of the proposed syntax to that of today, with a verdict on every job. */
import type { Config } from '../../config/config.js';
import { applyEdits, type Edit } from '../../syntax/edit.js';
import type { Source } from '../../syntax/source.js';
import { comparedMigration } from '../compared-migration.js';
import type { MigratedFile, Migration, MigrationNote } from '../migration.js';
import { type JobView, jobViews, pairUsers, ruleTexts } from '../rewriting/job-view.js';
import { KeyPlan } from '../rewriting/key-plan.js';
import { ListPlan } from '../rewriting/list-plan.js';
import { LocalTexts } from '../rewriting/local-texts.js';
import { withMarkers } from '../rewriting/marker.js';
import { Notes, type Rewriting, renderEdits } from '../rewriting/rewriting.js';
import { findSites, type Site } from '../rewriting/site.js';
import { type AllowFailureForm, CONTROL_KEYS, readProposed } from '../to-proposed/control.js';
import { type CurrentForm, currentForm } from './current-form.js';
import { dropWaivers, tellOfAsync } from './dropped-keywords.js';
import { lowerJobs } from './job-level.js';
import { isLeftOut, lowerLeftOut } from './left-out.js';
import { LOSS_TEXT, lower } from './lower.js';
import { isEntryToMerge, lowerRules } from './rule-level.js';

/** `before` is valid and in the proposed syntax. Files that have nothing to migrate stay as they are. */
export function migrateToCurrent(before: Config): Migration {
  const sites = findSites(before);
  const { edits, notes } = lowerSites(sites);
  return comparedMigration(before, sites, 'current', { files: migratedFiles(sites, edits), notes });
}

interface Lowered {
  readonly edits: ReadonlyMap<Source, readonly Edit[]>;
  readonly notes: readonly MigrationNote[];
}

export function lowerSites(sites: readonly Site[]): Lowered {
  const texts = new LocalTexts(sites.map(({ before }) => before));
  const notes = new Notes();
  const views = sites
    .flatMap(site => jobViews(site, texts))
    .filter(({ hidden, mapping }) => !hidden || !isEntryToMerge(mapping));
  const state: Rewriting = {
    sites,
    texts,
    views,
    users: pairUsers(views, [...CONTROL_KEYS, 'async'], texts),
    ruleTexts: new Set(sites.flatMap(site => [...ruleTexts(site, texts)])),
    keys: new KeyPlan(),
    lists: new ListPlan(),
    notes,
    rigid: new Set(),
  };
  const targets = jobTargets(views);
  tellLosses(views, notes);
  tellOfAsync(state);
  dropWaivers(state);
  lowerLeftOut(state);
  lowerJobs(state, targets);
  lowerRules(state, targets);
  return { edits: withMarkers(renderEdits(state), texts.sources, 'current'), notes: notes.all };
}

/** What jobs say by their own keywords; their rules start from it. */
function jobTargets(views: readonly JobView[]): ReadonlyMap<JobView, CurrentForm> {
  const targets = new Map<JobView, CurrentForm>();
  for (const view of views) {
    const form = readProposed(view.mapping, null);
    if (form === null) continue;
    const target = currentForm(lower({ ...form, included: true }).form);
    const ruled = view.rules.length > 0 || isLeftOut(view);
    targets.set(view, ruled ? besideRules(target, form.allowFailure) : target);
  }
  return targets;
}

/** GitLab refuses `start_in` of a job beside rules, and exit codes in an entry: each says what the other cannot. */
function besideRules(target: CurrentForm, allowFailure: AllowFailureForm): CurrentForm {
  const kept = typeof allowFailure === 'object' ? { ...target, allowFailure } : target;
  return target.when === 'delayed' ? { ...kept, when: 'on_success', startIn: null } : kept;
}

/** Each loss of a job once, where the keyword stands that asks for it. */
function tellLosses(views: readonly JobView[], notes: Notes): void {
  for (const view of views) {
    if (view.hidden) continue;
    const forms = view.rules.length === 0 ? [null] : view.rules.map(({ value }) => value);
    if (forms[0] === null && isLeftOut(view)) continue;
    for (const rule of forms) {
      const form = readProposed(view.mapping, rule);
      for (const loss of form === null ? [] : lower(form).losses) {
        const at = (rule ?? view.mapping).entries.get('execution') ?? view.mapping.entries.get('execution');
        notes.add({ message: LOSS_TEXT[loss](view.name), at: at?.key ?? view.key, job: view.name });
      }
    }
  }
}

function migratedFiles(
  sites: readonly Site[],
  edits: ReadonlyMap<Source, readonly Edit[]>,
): readonly MigratedFile[] {
  const files = new Map<string, MigratedFile>();
  for (const { before } of sites) {
    for (const { stream, local } of before.files) {
      const { path } = stream.source;
      if (!local || files.has(path)) continue;
      const source = [...edits.keys()].find(each => each.path === path) ?? stream.source;
      const own = [...(edits.get(source) ?? [])].sort((a, b) => a.range.start - b.range.start);
      files.set(path, { source, edits: own, text: applyEdits(source, own) });
    }
  }
  return [...files.values()];
}
