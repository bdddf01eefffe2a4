import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { flatten } from '../../src/config/entries/entry.js';
import { inspect, toJson } from '../../src/config/entries/json.js';
import { get, type List, type Value } from '../../src/config/value.js';
import { type ExtendingJob, extendingJobs, inheritedEntry, writtenEntry } from '../../src/linter/bases.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { Node } from '../../src/syntax/node.js';
import { appendItem, insertItem } from '../../src/syntax/yaml/edit-sequence.js';
import { renderFlow, written } from '../../src/syntax/yaml/render-yaml.js';

interface Options {
  readonly keywords: readonly string[];
  readonly overrides: boolean;
  readonly defaults: boolean;
}

export const inheritedListReplaced: AnyLintRule = defineRule({
  id: 'inherited-list-replaced',
  meta: {
    summary: 'A list takes the place of one that the job extends, and entries are lost.',
    category: 'composition',
    severity: 'warning',
    preset: 'strict',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/yaml_optimization/#merge-details',
      'lib/gitlab/ci/config/extendable/entry.rb',
    ],
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          keywords: {
            type: 'array',
            items: { type: 'string' },
            description: 'Keywords whose lists are looked at.',
          },
          overrides: {
            type: 'boolean',
            description:
              'Whether overrides that look meant are told too: lists that a job itself writes, and `rules` of a base that brings nothing else.',
          },
          defaults: {
            type: 'boolean',
            description: 'Whether lists that a job writes over those in `default` are told too.',
          },
        },
      },
      defaults: {
        keywords: ['rules', 'before_script', 'tags', 'services'],
        overrides: false,
        defaults: false,
      } as Options,
    },
    dialects: DIALECTS,
  },
  messages: {
    bases: {
      what: '{{job}} extends {{base}} and {{winner}}, and gets {{keyword}} of {{winner}} alone: {{lost}} {{{verb}}} lost.',
      why: 'Of several bases the last one wins: `extends` merges keywords, but a list is replaced as a whole.',
      help: 'Write the {{keyword}} of the job out, or leave one of the bases without.',
    },
    replaced: {
      what: '{{keyword}} of {{job}} takes the place of the one in {{base}}: {{lost}} {{{verb}}} lost.',
      why: '`extends` merges keywords, but a list is replaced as a whole.',
      help: 'Repeat what the job still needs.',
    },
    default: {
      what: '{{keyword}} of {{job}} takes the place of the default: {{lost}} {{{verb}}} lost.',
      why: 'A job takes a default as a whole or not at all.',
      help: 'Repeat what the job still needs.',
    },
  },
  on: {
    *pipeline(config, { options }) {
      for (const loss of lossesOf(config, options)) {
        const { messageId, keyword, job, lost, base, winner, from, at } = loss;
        const verb = lost.length === 1 ? 'is' : 'are';
        const data = { keyword, job, lost: lost.map(show), verb, base, winner };
        const related = [{ message: 'This is lost.', at: from }];
        const severity = messageId === 'bases' ? 'warning' : 'info';
        yield { messageId, at, job, related, severity, data, fix: () => fixOf(loss) };
      }
    },
  },
});

/** Keywords whose lists GitLab flattens, so that a `!reference` can stand among their items. */
const REFERABLE: ReadonlySet<string> = new Set(['rules', 'script', 'before_script', 'after_script']);

interface Loss {
  readonly messageId: 'bases' | 'replaced' | 'default';
  readonly keyword: string;
  readonly job: string;
  /** From where the list would come; empty for `default`. */
  readonly base: string;
  /** The other base, of which the list is taken. */
  readonly winner: string;
  readonly at: Node;
  readonly own: Value;
  readonly lost: readonly Value[];
  readonly from: Node;
}

function* lossesOf(config: Config, { keywords, overrides, defaults }: Options): Iterable<Loss> {
  for (const job of extendingJobs(config)) {
    for (const keyword of keywords) {
      if (overrides || keyword !== 'rules' || !isPure(inheritedEntry(job, keyword), keyword)) {
        yield* baseLosses(job, keyword);
      }
      if (overrides) yield* ownLosses(job, keyword);
    }
  }
  if (defaults) yield* defaultLosses(config, keywords);
}

/** True for a base that is there for one keyword only, as those are that choose the rules of a job. */
function isPure(base: ReturnType<typeof inheritedEntry>, keyword: string): boolean {
  return (
    base !== null && [...base.mapping.entries.keys()].every(name => name === keyword || name === 'extends')
  );
}

/** What other bases lose to the one that comes last; the job itself writes nothing. */
function* baseLosses(job: ExtendingJob, keyword: string): Iterable<Loss> {
  const winner = inheritedEntry(job, keyword);
  const taken = job.mapping.entries.get(keyword)?.value;
  if (winner === null || taken?.via?.kind !== 'extends') return;
  for (const { name: base, at, mapping } of job.bases) {
    const found =
      base === winner.name ? null : compare(winner.entry.value, mapping.entries.get(keyword)?.value);
    if (found === null) continue;
    yield { messageId: 'bases', keyword, job: job.name, base, winner: winner.name, at, ...found };
  }
}

function* ownLosses(job: ExtendingJob, keyword: string): Iterable<Loss> {
  const own = writtenEntry(job.mapping, keyword);
  const inherited = inheritedEntry(job, keyword);
  const found = own && own.value.via === undefined ? compare(own.value, inherited?.entry.value) : null;
  if (own === null || inherited === null || found === null) return;
  const { name: base } = inherited;
  yield { messageId: 'replaced', keyword, job: job.name, base, winner: '', at: own.key, ...found };
}

function* defaultLosses({ definitions, merged }: Config, keywords: readonly string[]): Iterable<Loss> {
  for (const { name: job, mapping } of definitions) {
    for (const keyword of keywords) {
      const own = writtenEntry(mapping, keyword);
      const replaced = get(get(merged, 'default'), keyword) ?? get(merged, keyword);
      const found = own && own.value.via === undefined ? compare(own.value, replaced) : null;
      if (own === null || found === null) continue;
      yield { messageId: 'default', keyword, job, base: '', winner: '', at: own.key, ...found };
    }
  }
}

/** What is lost; null when nothing is, when the list is emptied on purpose, or when it takes over parts by `!reference`. */
function compare(own: Value, replaced: Value | undefined): Pick<Loss, 'own' | 'lost' | 'from'> | null {
  if (own.kind !== 'list' || replaced?.kind !== 'list') return null;
  if (own.items.length === 0 || refers(own)) return null;
  const kept = new Set(flatten(own).map(itemKey));
  const lost = flatten(replaced).filter(item => !kept.has(itemKey(item)) && !isFallback(item));
  return lost.length === 0 ? null : { own, lost, from: replaced.node };
}

/** A rule without a condition: other rules have their own. */
function isFallback(item: Value): boolean {
  return (
    item.kind === 'mapping' && item.entries.size > 0 && [...item.entries.keys()].every(key => key === 'when')
  );
}

/** Who takes over parts of lists knows that they are replaced. */
function refers({ items }: List): boolean {
  return items.some(({ via, kind }) => via?.kind === 'reference' || kind === 'unknown');
}

function itemKey(item: Value): string {
  return JSON.stringify(toJson(item));
}

function show(item: Value): string {
  return item.kind === 'scalar' ? item.text : inspect(toJson(item));
}

function fixOf({ messageId, keyword, base, own, lost }: Loss): Fix[] {
  const list = own.node;
  if (list.kind !== 'sequence' || messageId !== 'replaced') return [];
  if (REFERABLE.has(keyword)) {
    const reference = written(`!reference [${renderFlow(base)}, ${keyword}]`);
    const edits = keyword === 'rules' ? appendItem(list, reference) : insertItem(list, 0, reference);
    return suggestion(`Take over ${keyword} of ${base} too`, edits);
  }
  const [item, ...others] = lost;
  if (item?.kind !== 'scalar' || others.length > 0) return [];
  return suggestion(`Keep ${item.text}`, appendItem(list, item.text));
}
