/** Where a keyword of a job can be written, and what is said of places that others share. */
import { quote, quoteList } from '../../linter/message.js';
import type { MappingNode, PairNode } from '../../syntax/node.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { type JobView, pairOf } from './job-view.js';
import type { LocalTexts } from './local-texts.js';
import type { Rewriting } from './rewriting.js';

export interface KeyPlace {
  readonly mapping: MappingNode;
  /** The pair whose users must agree; null for the job's own mapping, which is the last resort. */
  readonly pair: PairNode | null;
}

/** Beside the pairs of these keys, the first first, and then below the job itself. */
export function keyPlaces(view: JobView, beside: readonly string[], texts: LocalTexts): readonly KeyPlace[] {
  const places = beside.map(key => pairOf(view.mapping, key, texts)).filter(pair => pair !== null);
  return view.own === null ? places : [...places, { mapping: view.own, pair: null }];
}

interface OwnKey {
  readonly view: JobView;
  readonly key: string;
  readonly value: YamlValue;
  /** What decided so far; undefined when no local text did. */
  readonly pair: PairNode | undefined;
}

/** Says why a job got a keyword of its own. */
export function tellOwnKey({ notes, users }: Rewriting, { view, key, value, pair }: OwnKey): void {
  const others = (pair === undefined ? [] : (users.get(pair) ?? [])).filter(user => user !== view);
  const text = `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  const reason =
    others.length > 0
      ? `the text it shares with ${quoteList([...new Set(others.map(({ name }) => name))])} is right for them as it is`
      : 'the text that it comes from cannot be edited or says it for others too';
  notes.add({
    message: `${quote(view.name)} got its own \`${text}\`: ${reason}.`,
    at: view.key,
    job: view.name,
  });
}

export function tellNoPlace({ notes }: Rewriting, { name, key: at }: JobView, key: string): void {
  const message = `No place was found for \`${key}\` of ${quote(name)}; it was left as far as it could be translated.`;
  notes.add({ message, at, job: name });
}
