/** A pipeline in which something was seen: composed as GitLab would, and described for people. */
import { isPredefined, type PipelineType } from '../../conditions/pipeline-types.js';
import { type Project, UNKNOWN_PROJECT } from '../../conditions/project.js';
import type { Composition } from '../compose.js';
import type { JobDecision } from '../deciding-rule.js';
import type { ContextInput, PipelineContext } from '../pipeline-context.js';

/** What has to be so for a sighting: nothing, a pipeline that not everybody has, or certain values of variables. */
export type Assumption = 'nothing' | 'unusual' | 'variables';

export interface Sighting {
  readonly type: PipelineType;
  readonly input: ContextInput;
  readonly context: PipelineContext;
  readonly composition: Composition;
  readonly assumes: Assumption;
  /** For a child pipeline: the pipeline that starts it, by this job; `input` is that of the parent. */
  readonly parent?: { readonly sighting: Sighting; readonly job: string };
  /** What was decided about a job; undefined where that rests on what only GitLab can know. */
  decisionOf(job: string): JobDecision | undefined;
}

/** "a merge request pipeline (`CI_PIPELINE_SOURCE=merge_request_event`)". */
export function describeSighting({ type, input, context, parent }: Sighting): string {
  if (parent !== undefined)
    return `the child pipeline of \`${parent.job}\` in ${describeSighting(parent.sighting)}`;
  const article = /^[aeio]|^API/.test(type.label) ? 'an' : 'a';
  const facts = [
    `CI_PIPELINE_SOURCE=${context.source}`,
    ...(input.branch === undefined && input.tag === undefined ? [] : [refFact(context)]),
    ...(input.default_branch === undefined ? [] : [`CI_DEFAULT_BRANCH=${input.default_branch}`]),
    ...(input.protected === undefined ? [] : [`CI_COMMIT_REF_PROTECTED=${input.protected}`]),
    ...Object.entries(input.variables ?? {}).map(([name, value]) => `${name}=${value}`),
  ];
  const changed = input.changes?.map(path => `\`${path}\``).join(', ');
  const changes = changed === undefined ? '' : changed === '' ? ', nothing changed' : `, changed: ${changed}`;
  return `${article} ${type.label} (${facts.map(fact => `\`${fact}\``).join(', ')}${changes})`;
}

function refFact({ refKind, ref }: PipelineContext): string {
  const names = {
    branch: 'CI_COMMIT_BRANCH',
    tag: 'CI_COMMIT_TAG',
    'merge request': 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME',
  };
  return `${names[refKind]}=${ref}`;
}

/** The names of variables that a project would have to set for the sighting, or in which it differs from most. */
export function assumedVariables(input: ContextInput, project: Project = UNKNOWN_PROJECT): readonly string[] {
  return Object.keys(input.variables ?? {}).filter(
    name =>
      project.variables.get(name)?.set !== 'always' &&
      (!isPredefined(name) || /^CI_(?:PROJECT|SERVER)_/.test(name)),
  );
}
