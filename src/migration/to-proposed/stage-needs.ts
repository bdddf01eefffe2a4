/** Needs that say in the proposed syntax what stages and `dependencies` say: there a list of all earlier jobs waits as stages do. */
import { basesOf } from '../../config/compose/extends.js';
import { defaultLimits } from '../../config/limits.js';
import { get } from '../../config/value.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { type JobView, pairOf } from '../rewriting/job-view.js';
import type { LocalTexts } from '../rewriting/local-texts.js';

/** All jobs of earlier stages; null when they cannot be listed. Any of them may be missing from a pipeline. */
export function stageNeeds({ site, name, mapping, own, hidden }: JobView): readonly YamlValue[] | null {
  const { jobs, stages, complete } = site.before;
  const stage = jobs.find(({ definition }) => definition.name === name)?.stage.value;
  if (own === null || hidden || stage === undefined || !complete) return null;
  const earlier = jobs.filter(job => stages.indexOf(job.stage.value) < stages.indexOf(stage));
  const names = [...new Set(earlier.map(({ definition }) => definition.name))];
  const dependencies = get(mapping, 'dependencies');
  const listed = dependencies?.kind === 'list' ? dependencies.items : [];
  const fetched = listed.map(item => (item.kind === 'scalar' ? item.text : ''));
  // Of a job that is in stage order, dependencies in its own stage bring nothing (`app/models/ci/build_dependencies.rb`).
  const isNamed = fetched.every(dependency => jobs.some(({ definition }) => definition.name === dependency));
  if (!isNamed || earlier.length > defaultLimits.maxNeeds) return null;
  return names.map(job => ({ job, artifacts: fetched.includes(job), optional: true }));
}

/** Whether other jobs would get these needs with the text that they take from the job. */
export function isInherited(
  { name, own }: JobView,
  views: readonly JobView[],
  apart: readonly JobView[],
  texts: LocalTexts,
): boolean {
  return views.some(({ mapping, own: theirs }) => {
    if (theirs === own || apart.some(view => view.mapping === mapping)) return false;
    const bases = basesOf(mapping.entries.get('extends')?.value);
    return (
      bases.some(base => base.name === name) ||
      [...mapping.entries.keys()].some(key => pairOf(mapping, key, texts)?.mapping === own)
    );
  });
}
