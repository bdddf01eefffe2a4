/** What a configuration does, for comparison before and after a safe fix: defaults filled in, ways of writing left out. */
import { parseOnce } from '../../src/conditions/expression/memo.js';
import type { ExpressionNode } from '../../src/conditions/expression/node.js';
import type { Config } from '../../src/config/config.js';
import type { AllowFailure, Field, Job, Need, RulesEntry } from '../../src/config/job.js';
import type { Json, Value } from '../../src/config/value.js';

/** Plain data, equal for configurations that behave alike. */
export function effectiveConfig(config: Config): Readonly<Record<string, unknown>> {
  return {
    stages: config.stages,
    variables: fields(config.variables),
    workflow: config.workflow && {
      name: config.workflow.name?.value ?? null,
      rules: config.workflow.rules?.map(entry => effectiveEntry(entry, null)) ?? null,
    },
    jobs: config.jobs.map(effectiveJob),
  };
}

/** The same without what says when jobs are in a pipeline and how they start there. */
export function withoutConditions(config: Config): unknown {
  const jobs = config.jobs.map(job => {
    const { rules, only, except, when, startIn, allowFailure, attributes, ...rest } = effectiveJob(job);
    const { when: _when, allow_failure: _allowFailure, options, ...others } = attributes;
    const { start_in: _startIn, ...otherOptions } = options as { readonly [key: string]: Json };
    return { ...rest, attributes: { ...others, options: otherOptions } };
  });
  return { ...effectiveConfig(config), jobs };
}

interface EffectiveJob {
  readonly attributes: Readonly<Record<string, Json>>;
  readonly [key: string]: unknown;
}

function effectiveJob(job: Job): EffectiveJob {
  const {
    needs: _needs,
    dependencies: _deps,
    rules: _rules,
    only: _only,
    except: _except,
    ...attributes
  } = job.attributes;
  return {
    name: job.name,
    kind: job.definition.kind,
    stage: job.stage.value,
    when: job.when.value,
    allowFailure: job.allowFailure.value,
    schedulingType: job.schedulingType,
    startIn: job.startIn?.value ?? null,
    needs: job.needs?.map(need => effectiveNeed(need, job)) ?? null,
    dependencies: job.needs === null ? (job.dependencies?.map(dependency => dependency.job) ?? null) : null,
    rules: job.rules?.map(entry => effectiveEntry(entry, job)) ?? null,
    only: policy(job.only),
    except: policy(job.except),
    variables: fields(job.variables),
    matrix: Object.fromEntries(job.matrix),
    attributes: withoutDependencies(attributes),
  };
}

/** Beside `needs`, `dependencies` only chooses among the artifacts that `needs` would fetch. */
function effectiveNeed(need: Need, job: Job): unknown {
  const listed =
    job.dependencies === null || job.dependencies.some(dependency => dependency.job === need.job);
  const { job: name, optional, artifacts, allowFailure } = need;
  return { job: name, optional, artifacts: artifacts && listed, allowFailure };
}

/** An entry without a key takes the job's value. */
function effectiveEntry(entry: RulesEntry, job: Job | null): unknown {
  return {
    if: meaningOf(entry.if),
    changes: plain(entry.changes),
    exists: plain(entry.exists),
    when: entry.when?.value ?? job?.when.value ?? null,
    allowFailure: entry.allowFailure?.value ?? job?.allowFailure.value ?? null,
    startIn: entry.startIn?.value ?? job?.startIn?.value ?? null,
    execution: entry.execution?.value ?? job?.execution?.value ?? null,
    delay: entry.delay?.value ?? job?.delay?.value ?? null,
    blocker: entry.blocker?.value ?? job?.blocker?.value ?? null,
    included: entry.included?.value ?? job?.included?.value ?? null,
    variables: plain(entry.variables),
    needs:
      entry.needs?.map(({ job: name, artifacts, optional, allowFailure }) => ({
        name,
        artifacts,
        optional,
        allowFailure,
      })) ?? null,
    interruptible: entry.interruptible?.value ?? null,
  };
}

function fields(map: ReadonlyMap<string, Field<string | AllowFailure>>): unknown {
  return Object.fromEntries([...map].map(([name, field]) => [name, field.value]));
}

function withoutDependencies(attributes: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const { options } = attributes;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return attributes;
  const { dependencies: _dependencies, ...rest } = options as { readonly [key: string]: Json };
  return { ...attributes, options: rest };
}

/** The policy with what its conditions say. */
function policy(json: Json | null): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const { variables, ...rest } = json as { readonly [key: string]: Json };
  if (!Array.isArray(variables)) return json;
  const meanings = variables.map((text: Json) => {
    const parsed = typeof text === 'string' ? parseOnce(text) : null;
    return parsed?.ok === true ? withoutPlaces(parsed.expression.root) : text;
  });
  return { ...rest, variables: meanings };
}

/** What a condition says, however it is written. */
function meaningOf(value: Value | null): unknown {
  const parsed = value?.kind === 'scalar' && value.type === 'string' ? parseOnce(value.text) : null;
  return parsed?.ok === true ? withoutPlaces(parsed.expression.root) : plain(value);
}

function withoutPlaces(node: ExpressionNode): unknown {
  if (node.kind === 'not') return ['!', withoutPlaces(node.operand)];
  if (node.kind === 'binary') return [withoutPlaces(node.left), node.operator, withoutPlaces(node.right)];
  if (node.kind === 'pattern') return { pattern: node.pattern.source };
  const { start: _start, end: _end, ...rest } = node;
  return rest;
}

function plain(value: Value | null): unknown {
  if (value === null) return null;
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map(plain);
  if (value.kind === 'mapping') {
    return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry.value)]));
  }
  return value.kind;
}
