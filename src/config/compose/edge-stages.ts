import { flatten } from '../entries/entry.js';
import { inPlaceOf, stringValue } from '../load/provenance.js';
import type { Mapping, Value } from '../value.js';

/** Puts `.pre` and `.post` around a written list of stages that is not empty (gitlabhq, `config/edge_stages_injector.rb`). */
export function addEdgeStages(config: Mapping): Mapping {
  const written = config.entries.get('stages');
  if (written?.value.kind !== 'list') return config;
  const stages = flatten(written.value);
  if (stages.length === 0) return config;
  const { node } = written.value;
  const items = [
    stringValue(node, '.pre'),
    ...stages.filter(stage => !isEdgeStage(stage)),
    stringValue(node, '.post'),
  ];
  const entries = new Map(config.entries);
  entries.set('stages', { key: written.key, value: inPlaceOf(written.value, items) });
  return inPlaceOf(config, entries);
}

function isEdgeStage(stage: Value): boolean {
  return stage.kind === 'scalar' && (stage.text === '.pre' || stage.text === '.post');
}
