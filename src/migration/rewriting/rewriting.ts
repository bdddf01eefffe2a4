/** What the steps of a rewriting share: the jobs, the text, and what has been planned for it so far. */
import type { Config } from '../../config/config.js';
import type { Dialect } from '../../config/dialect.js';
import type { Mapping } from '../../config/value.js';
import { applyEdits, type Edit } from '../../syntax/edit.js';
import type { MappingNode, Node } from '../../syntax/node.js';
import { contains } from '../../syntax/range.js';
import type { Source } from '../../syntax/source.js';
import { outerRange } from '../../syntax/yaml/layout.js';
import type { MigrationNote } from '../migration.js';
import { type JobView, type PairUsers, type RuleView, rulesOf } from './job-view.js';
import { isAnchoredWord, type KeyPlan } from './key-plan.js';
import type { ListPlan } from './list-plan.js';
import type { LocalTexts } from './local-texts.js';
import { resolveSites, type Site, type Texts } from './site.js';

export interface Rewriting {
  readonly sites: readonly Site[];
  readonly texts: LocalTexts;
  readonly views: readonly JobView[];
  /** Jobs whose pairs take effect, by the pair. */
  readonly users: PairUsers;
  /** Texts that are entries of rules, wherever they stand. */
  readonly ruleTexts: ReadonlySet<MappingNode>;
  readonly keys: KeyPlan;
  readonly lists: ListPlan;
  readonly notes: Notes;
  /** Mappings whose text cannot be rewritten without loss; they stay as they are. */
  readonly rigid: Set<MappingNode>;
}

/** What is planned, by itself. */
export type Planned = Pick<Rewriting, 'texts' | 'keys' | 'lists' | 'rigid'>;

/** Notes, each once. */
export class Notes {
  readonly #notes = new Map<string, MigrationNote>();

  add(note: MigrationNote): void {
    const { message, job, at } = note;
    this.#notes.set(JSON.stringify([message, job, at?.source.path, at?.start]), note);
  }

  get all(): readonly MigrationNote[] {
    return [...this.#notes.values()];
  }
}

/** The edits of everything planned, by file. Mappings that cannot be rewritten become rigid. */
export function renderEdits({ texts, keys, lists, rigid }: Planned): ReadonlyMap<Source, readonly Edit[]> {
  const edits = new Map<Source, Edit[]>();
  for (const edit of lists.edits) add(edits, edit);
  const replaced = new Map([...edits].map(([source, own]) => [source, own.map(({ range }) => range)]));
  for (const mapping of keys.mappings) {
    if (rigid.has(mapping)) continue;
    if (replaced.get(mapping.source)?.some(range => contains(range, mapping)) === true) continue;
    const own = keys.editsOf(mapping);
    if (own === null) rigid.add(mapping);
    for (const edit of own ?? []) add(edits, edit);
  }
  for (const edit of spellAliases(edits, { texts, keys })) add(edits, edit);
  return edits;
}

/** What is written in place of aliases whose anchor goes with a key. */
function spellAliases(
  edits: ReadonlyMap<Source, readonly Edit[]>,
  { texts, keys }: Pick<Planned, 'texts' | 'keys'>,
): readonly Edit[] {
  const isReplaced = (node: Node): boolean =>
    edits.get(node.source)?.some(({ range }) => contains(range, outerRange(node))) === true;
  const anchored = [...keys.mappings].flatMap(({ pairs }) =>
    pairs.map(({ value }) => value).filter(isAnchoredWord),
  );
  return anchored.filter(isReplaced).flatMap(node => {
    const text = node.source.text.slice(node.start, node.end);
    const left = texts.aliasesOf(node).filter(alias => !isReplaced(alias));
    return left.map(alias => ({ source: alias.source, range: outerRange(alias), text }));
  });
}

function add(edits: Map<Source, Edit[]>, edit: Edit): void {
  const known = edits.get(edit.source);
  if (known === undefined) edits.set(edit.source, [edit]);
  else known.push(edit);
}

export function renderTexts(state: Planned): Texts {
  const texts = new Map<string, string>();
  for (const [source, edits] of renderEdits(state)) {
    if (edits.length > 0) texts.set(source.path, applyEdits(source, edits));
  }
  return texts;
}

/** What became of a job by what is planned so far. */
export interface AfterJob {
  readonly mapping: Mapping;
  readonly rules: readonly RuleView[];
}

/** Null where a job is not there any more, which only a broken text can do. */
export type AfterJobs = (view: JobView) => AfterJob | null;

export function resolveAfter(state: Rewriting, dialect: Dialect): AfterJobs {
  const resolved = resolveSites(state.sites, renderTexts(state), dialect);
  return view => afterOf(view, resolved);
}

function afterOf(view: JobView, resolved: ReadonlyMap<Site, Config>): AfterJob | null {
  const value = resolved.get(view.site)?.merged.entries.get(view.name)?.value;
  return value?.kind === 'mapping' ? { mapping: value, rules: rulesOf(value) } : null;
}
