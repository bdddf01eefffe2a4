/** `spec:inputs:rules`: options and default that depend on other inputs (gitlabhq, `lib/ci/inputs/rules_evaluator.rb`). */
import { evaluateExpression, type InputLookup } from '../../conditions/expression/evaluate.js';
import { parseOnce } from '../../conditions/expression/memo.js';
import { inspect, toText } from '../load/ruby-text.js';
import { get, isNull, type Mapping, type Value } from '../value.js';
import type { Complain } from './input-type.js';

export interface InputRule {
  readonly at: Mapping;
  readonly condition: Value | undefined;
  readonly options: Value | undefined;
  readonly default: Value | undefined;
}

export function readRules(rules: Value | undefined): readonly InputRule[] | null {
  if (rules?.kind !== 'list') return null;
  return rules.items.flatMap(rule => {
    if (rule.kind !== 'mapping') return [];
    const condition = get(rule, 'if');
    return [
      {
        at: rule,
        condition: isNull(condition) ? undefined : condition,
        options: get(rule, 'options'),
        default: get(rule, 'default'),
      },
    ];
  });
}

/** The first rule that holds for the inputs known so far. */
export function matchRule(rules: readonly InputRule[], inputs: InputLookup): InputRule | undefined {
  return rules.find(({ condition }) => {
    if (condition === undefined) return true;
    const parsed = parseOnce(toText(condition));
    return parsed.ok && evaluateExpression(parsed.expression, () => undefined, inputs) === true;
  });
}

/** True when some rule can supply a value. */
export function supplyDefault(rules: readonly InputRule[] | null): boolean {
  return rules?.some(rule => rule.default !== undefined || rule.condition === undefined) ?? false;
}

/** Each rule must have a default, and it must be one of its options. True when all do. */
export function checkRules(rules: readonly InputRule[], complain: Complain): boolean {
  let valid = true;
  for (const { options, default: value } of rules) {
    const items = options?.kind === 'list' ? options.items : [];
    if (value === undefined) {
      valid = false;
      const text = "rule must define 'options' with at least one value and a 'default'";
      complain('inputs.rule-incomplete', text);
    } else if (items.length > 0 && !items.some(item => inspect(item) === inspect(value))) {
      valid = false;
      complain('inputs.rule-default', `default '${toText(value)}' must be one of the options`);
    }
  }
  return valid;
}
