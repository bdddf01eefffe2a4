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

/** A part of an expression and what shall stand there; an empty range inserts. */
export interface ExpressionChange extends Range {
  readonly text: string;
}

/**
 * Edits of parts of a condition, which stand apart in order; null where its text is not written as it is used, or could
 * not be read afterwards. Lines stay as they are broken, but for what a plain scalar might need quotes for.
 */
export function editCondition(
  { at, expression }: WrittenCondition,
  changes: readonly ExpressionChange[],
): Edit[] | null {
  const text = changed(expression.text, changes);
  if (at.kind !== 'scalar' || at.text !== expression.text || !parseOnce(text).ok) return null;
  if (at.style === 'plain' && !changes.every(change => /^[()$\w]*$/.test(change.text)))
    return setScalar(at, text);
  const edits: Edit[] = [];
  for (const change of changes) {
    const range = rangeToEdit(at, expression.text, change);
    if (range === null) return setScalar(at, text);
    edits.push({ source: at.source, range, text: quoted(at, change.text) });
  }
  return edits;
}

/** The text of an expression after changes that stand apart in order. */
export function changed(text: string, changes: readonly ExpressionChange[]): string {
  let offset = 0;
  let result = '';
  for (const change of changes) {
    result += text.slice(offset, change.start) + change.text;
    offset = change.end;
  }
  return result + text.slice(offset);
}

/** An insertion stands before the character at its place, or behind the last one of what it closes. */
function rangeToEdit(at: ScalarNode, text: string, { start, end }: Range): Range | null {
  if (start < end) return placeInExpression(at, text, { start, end });
  if (start > 0 && text[start - 1]?.trim() !== '') {
    const before = placeInExpression(at, text, { start: start - 1, end: start });
    return before && { start: before.end, end: before.end };
  }
  const after = placeInExpression(at, text, { start, end: start + 1 });
  return after && { start: after.start, end: after.start };
}

function quoted({ style }: ScalarNode, text: string): string {
  if (style === 'single') return text.replaceAll("'", "''");
  return style === 'double' ? text.replace(/["\\]/g, '\\$&') : text;
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
