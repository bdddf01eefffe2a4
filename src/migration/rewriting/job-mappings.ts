/** The mappings of local text in which keywords of jobs stand. */
import type { MappingNode, PairNode } from '../../syntax/node.js';
import { mergedInto, pairOf } from './job-view.js';
import type { Rewriting } from './rewriting.js';

/** Those under names of jobs and what these merge in, and wherever else one of the keys is written for a job. */
export function jobMappings(
  { sites, views, texts, ruleTexts }: Rewriting,
  keys: readonly string[],
): Iterable<MappingNode> {
  const names = new Set(
    sites.flatMap(({ before }) => [...before.hidden.keys(), ...before.definitions.map(({ name }) => name)]),
  );
  const mappings = new Set<MappingNode>();
  for (const { documents } of texts.streams) {
    for (const { contents } of documents) {
      for (const { key, value } of contents?.kind === 'mapping' ? contents.pairs : []) {
        const isJob = key.kind === 'scalar' && names.has(key.text);
        if (!isJob || value.kind !== 'mapping' || ruleTexts.has(value)) continue;
        for (const mapping of mergedInto(value)) mappings.add(mapping);
      }
    }
  }
  for (const { mapping } of views) {
    for (const key of keys) {
      const pair = pairOf(mapping, key, texts);
      if (pair !== null) mappings.add(pair.mapping);
    }
  }
  return mappings;
}

/** Null for anything but a scalar, and empty for null. */
export function scalarText(pair: PairNode | undefined): string | null {
  const node = pair?.value.kind === 'alias' ? pair.value.target : pair?.value;
  return node?.kind === 'scalar' ? node.text : null;
}
