/** Conditions as they are written: one text can be a condition of many jobs, by extends, anchors and `!reference`. */
import { parseOnce } from '../conditions/expression/memo.js';
import type { Expression } from '../conditions/expression/node.js';
import type { Config } from '../config/config.js';
import { type Job, keyword, type RulesEntry } from '../config/job.js';
import type { Place } from '../config/problem.js';
import { get, type Value } from '../config/value.js';
import type { Edit } from '../syntax/edit.js';
import type { Node, ScalarNode } from '../syntax/node.js';
import type { Range } from '../syntax/range.js';
import { setScalar } from '../syntax/yaml/edit-value.js';
import { placeInExpression } from './expression-place.js';

/** A condition that GitLab can read, in `rules:if`, or in the `variables` of `only` and `except`. */
export interface WrittenCondition {
  readonly at: Node;
  readonly expression: Expression;
  /** The jobs that use it; `workflow` uses it too where that is set. */
  readonly jobs: readonly Job[];
  readonly inWorkflow: boolean;
}

const memo = new WeakMap<Config, readonly WrittenCondition[]>();

/** All conditions that some job or `workflow` uses, each once for each expression that its text became. */
export function writtenConditions(config: Config): readonly WrittenCondition[] {
  let conditions = memo.get(config);
  if (conditions === undefined) {
    conditions = collect(config);
    memo.set(config, conditions);
  }
  return conditions;
}

/** Where a part of a condition stands; the whole of it where that cannot be told. */
export function placeInCondition({ at, expression }: WrittenCondition, range: Range): Place {
  return placeInExpression(at, expression.text, range) ?? at;
}

/** Edits that give a condition another text; null where its text is not written as it is used. */
export function rewriteCondition({ at, expression }: WrittenCondition, text: string): Edit[] | null {
  if (at.kind !== 'scalar' || at.text !== expression.text || !parseOnce(text.trim()).ok) return null;
  return setScalar(at, text);
}

/** The same for a part of it. In a block scalar the lines stay as they are folded. */
export function rewriteInCondition(
  condition: WrittenCondition,
  { start, end }: Range,
  part: string,
): Edit[] | null {
  const { at, expression } = condition;
  const { text } = expression;
  const edits = rewriteCondition(condition, text.slice(0, start) + part + text.slice(end));
  if (edits === null || at.kind !== 'scalar' || !isBlock(at)) return edits;
  const place = placeInExpression(at, text, { start, end });
  const isExact = place?.source.text.slice(place.start, place.end) === text.slice(start, end);
  return place !== null && isExact
    ? [{ source: at.source, range: { start: place.start, end: place.end }, text: part }]
    : edits;
}

function isBlock({ style }: ScalarNode): boolean {
  return style === 'literal' || style === 'folded';
}

interface Found {
  readonly at: Node;
  readonly expression: Expression;
  readonly jobs: Set<Job>;
  inWorkflow: boolean;
}

function collect(config: Config): readonly WrittenCondition[] {
  const found = new Map<Node, Map<string, Found>>();
  const add = (value: Value | null, job: Job | null): void => {
    if (value?.kind !== 'scalar' || value.type !== 'string') return;
    const parsed = parseOnce(value.text);
    if (!parsed.ok) return;
    const texts = found.get(value.node) ?? new Map<string, Found>();
    found.set(value.node, texts);
    const known = texts.get(value.text) ?? {
      at: value.node,
      expression: parsed.expression,
      jobs: new Set<Job>(),
      inWorkflow: false,
    };
    texts.set(value.text, known);
    if (job === null) known.inWorkflow = true;
    else known.jobs.add(job);
  };
  const addRules = (rules: readonly RulesEntry[] | null, job: Job | null): void => {
    for (const entry of rules ?? []) add(entry.if, job);
  };
  addRules(config.workflow?.rules ?? null, null);
  for (const job of config.jobs) {
    addRules(job.rules, job);
    for (const name of ['only', 'except']) {
      const variables = get(keyword(job, name), 'variables');
      if (variables?.kind === 'list') for (const item of variables.items) add(item, job);
    }
  }
  return [...found.values()].flatMap(texts =>
    [...texts.values()].map(one => ({ ...one, jobs: [...one.jobs] })),
  );
}

/** The name of the only job as written that uses the condition, for `Diagnostic.job`. */
export function soleJob({ jobs, inWorkflow }: WrittenCondition): { readonly job?: string } {
  const names = new Set(jobs.map(job => job.definition.name));
  const [name] = names;
  return names.size === 1 && !inWorkflow && name !== undefined ? { job: name } : {};
}
