/** The pipelines that translations are proven for: those that GitLab makes, and more. */
import { PIPELINE_TYPES, type PipelineType } from '../../conditions/pipeline-types.js';

/**
 * Each type as if GitLab might or might not know the modified paths, and sources that only run on branches on tags too.
 * What holds here rests on no habit of a source.
 */
export const PROVEN_TYPES: readonly PipelineType[] = [
  ...PIPELINE_TYPES.map((type): PipelineType => ({ ...type, changes: 'either' })),
  ...onTags(),
];

function onTags(): readonly PipelineType[] {
  const tagged = PIPELINE_TYPES.filter(({ refKind }) => refKind === 'tag');
  const [like] = tagged;
  if (like === undefined) return [];
  const known = new Set(tagged.map(({ pipelineSource }) => pipelineSource));
  const missing = PIPELINE_TYPES.filter(
    ({ pipelineSource, refKind }) => refKind === 'branch' && !known.has(pipelineSource),
  );
  return missing.map(({ id, label, pipelineSource, set, maybe, values }) => ({
    id: `${id}-tag`,
    label: `${label} on a tag`,
    pipelineSource,
    refKind: 'tag',
    set: new Set([...like.set, ...[...set].filter(name => name !== 'CI_COMMIT_BRANCH')]),
    maybe: new Set([...like.maybe, ...maybe]),
    values: new Map([...values, ['CI_PIPELINE_SOURCE', pipelineSource]]),
    refVariables: like.refVariables,
    changes: 'either',
  }));
}
