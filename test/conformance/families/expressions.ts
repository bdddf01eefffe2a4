import { join } from 'node:path';
import { expressionError } from '../../../src/conditions/expression/check.js';
import { evaluateExpression } from '../../../src/conditions/expression/evaluate.js';
import { parseExpression } from '../../../src/conditions/expression/parser.js';
import type { Family, Verdict } from '../family.js';
import { readJsonLines } from '../jsonl.js';

interface ExpressionRecord {
  readonly expression: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly ok: boolean;
  readonly value: boolean | null;
  readonly error: string | null;
}

async function* verdicts(oracle: string): AsyncGenerator<Verdict> {
  let line = 0;
  for await (const record of readJsonLines<ExpressionRecord>(join(oracle, 'expressions.jsonl'))) {
    yield { id: String(++line), disagreement: compare(record) };
  }
}

function compare(record: ExpressionRecord): string | null {
  const { expression, variables } = record;
  const error = expressionError(expression);
  const about = `${JSON.stringify(expression)} with ${JSON.stringify(variables)}`;
  if ((error === null) !== record.ok)
    return `${about}: GitLab ok=${record.ok} (${record.error}), we ${error}`;
  if (!record.ok) {
    return record.error === error ? null : `${about}: GitLab says ${record.error}, we ${error}`;
  }
  const parsed = parseExpression(expression);
  const value = parsed.ok
    ? evaluateExpression(parsed.expression, name =>
        Object.hasOwn(variables, name) ? variables[name] : undefined,
      )
    : null;
  return value === record.value ? null : `${about}: GitLab says ${record.value}, we ${value}`;
}

export const family: Family = { name: 'expressions', verdicts };
