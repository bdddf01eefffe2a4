/** The edits that turn today's syntax into the proposed one. */
import { quote } from '../../linter/message.js';
import type { Edit } from '../../syntax/edit.js';
import type { Source } from '../../syntax/source.js';
import type { MigrationNote } from '../migration.js';
import { isFromInput, type JobView, jobViews, pairUsers, ruleTexts } from '../rewriting/job-view.js';
import { KeyPlan } from '../rewriting/key-plan.js';
import { ListPlan } from '../rewriting/list-plan.js';
import { LocalTexts } from '../rewriting/local-texts.js';
import { withMarkers } from '../rewriting/marker.js';
import { Notes, renderEdits } from '../rewriting/rewriting.js';
import type { Site } from '../rewriting/site.js';
import { CONTROL_KEYS, isProposed } from './control.js';
import { jobTargets, translateJobs } from './job-level.js';
import { dropAllDependencies, findLeaving, translateNeeds } from './needs.js';
import { translateRules } from './rule-level.js';
import type { Translation } from './state.js';

export interface Translated {
  readonly edits: ReadonlyMap<Source, readonly Edit[]>;
  readonly notes: readonly MigrationNote[];
}

/** Translates all local files of the sites together, each once. */
export function translateSites(sites: readonly Site[]): Translated {
  const texts = new LocalTexts(sites.map(({ before }) => before));
  const notes = new Notes();
  const every = sites.flatMap(site => jobViews(site, texts));
  const views = every.filter(view => isTranslatable(view, notes));
  const settled = every.filter(view => !view.hidden && !views.includes(view));
  const state: Translation = {
    sites,
    texts,
    views,
    users: pairUsers(views, [...CONTROL_KEYS, 'dependencies'], texts),
    ruleTexts: new Set(sites.flatMap(site => [...ruleTexts(site, texts)])),
    settled,
    leaving: findLeaving({ views, texts, notes }),
    keys: new KeyPlan(),
    lists: new ListPlan(),
    notes,
    rigid: new Set(),
  };
  const targets = jobTargets(views);
  translateJobs(state, targets);
  translateRules(state, targets, translateNeeds(state));
  dropAllDependencies(state);
  return { edits: withMarkers(renderEdits(state), texts.sources, 'proposed'), notes: notes.all };
}

/** Jobs that are in the proposed syntax already, or whose `when` is an input of a template, are left as they are. */
function isTranslatable({ mapping, rules, name, key }: JobView, notes: Notes): boolean {
  const values = rules.map(({ value }) => value);
  if (isProposed(mapping, values)) return false;
  const open = [mapping, ...values].find(each => {
    const when = each.entries.get('when')?.value;
    return when !== undefined && isFromInput(when);
  });
  if (open === undefined) return true;
  notes.add({
    message: `\`when\` of ${quote(name)} is an input of its template; it and what depends on it were not touched.`,
    at: open.entries.get('when')?.value.node ?? key,
    job: name,
  });
  return false;
}
