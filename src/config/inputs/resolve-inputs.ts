import type { InputLookup } from '../../conditions/expression/evaluate.js';
import { stringValue } from '../load/provenance.js';
import type { ConfigProblem, Report } from '../problem.js';
import { type Entry, get, isNull, type Mapping, type Value } from '../value.js';
import { checkRules, type InputRule, matchRule, readRules, supplyDefault } from './input-rules.js';
import { checkValue, coerce, type InputFacts, type InputType } from './input-type.js';

/** Values that are given for inputs: the `inputs` of an include, or what starts the pipeline. */
export interface GivenInputs {
  readonly values: Mapping | null;
  /** Where to point when something is not given. */
  readonly at: ConfigProblem['at'];
}

interface Declared {
  readonly name: string;
  readonly entry: Entry;
  readonly type: InputType;
  readonly rules: readonly InputRule[] | null;
}

/**
 * The value of each input that `specs` declare, or null when GitLab refuses what is given (gitlabhq,
 * `lib/ci/inputs/builder.rb`). Rules of an input see the inputs before it and all given values.
 */
export function resolveInputs(
  specs: Mapping | null,
  given: GivenInputs,
  report: Report,
): ReadonlyMap<string, Entry> | null {
  let valid = true;
  const fault = (
    kind: string,
    gitlabMessage: string,
    at: ConfigProblem['at'],
    data: ConfigProblem['data'],
  ): void => {
    valid = false;
    report({ kind, rejected: true, gitlabMessage, at, data });
  };
  const unknown = [...(given.values?.entries ?? [])].filter(([name]) => !specs?.entries.has(name));
  if (unknown.length > 0) {
    const names = unknown.map(([name]) => name);
    valid = false;
    report({
      kind: 'inputs.unknown-arguments',
      rejected: true,
      gitlabMessage: `unknown input arguments: ${names.join(', ')}`,
      at: unknown[0]?.[1].key ?? given.at,
      data: { names, allowed: [...(specs?.entries.keys() ?? [])] },
    });
  }
  const resolved = new Map<string, Entry>();
  for (const [name, entry] of specs?.entries ?? []) {
    const type = readType(entry.value);
    if (type === null) {
      const text = `unknown input specification for \`${name}\` (valid types: array, boolean, number, string)`;
      fault('inputs.specification', text, entry.key, { input: name });
      continue;
    }
    const declared: Declared = { name, entry, type, rules: readRules(get(entry.value, 'rules')) };
    const lookup = lookIn(given.values, resolved);
    const value = resolveInput(declared, given, lookup, (kind, message, at, facts) =>
      fault(kind, `\`${name}\` input: ${message}`, at, { input: name, ...facts }),
    );
    resolved.set(name, { key: entry.key, value });
  }
  return valid ? resolved : null;
}

function readType(spec: Value): InputType | null {
  if (isNull(spec)) return 'string';
  if (spec.kind !== 'mapping') return null;
  const type = spec.entries.get('type')?.value;
  if (type === undefined) return 'string';
  const text = type.kind === 'scalar' ? type.text : '';
  return text === 'string' || text === 'number' || text === 'boolean' || text === 'array' ? text : null;
}

/** Given values win over resolved ones. */
function lookIn(given: Mapping | null, resolved: ReadonlyMap<string, Entry>): InputLookup {
  return name => {
    const value = (given?.entries.get(name) ?? resolved.get(name))?.value;
    return value?.kind === 'scalar' ? value.value : undefined;
  };
}

type Fault = (kind: string, message: string, at: ConfigProblem['at'], facts?: InputFacts) => void;

function resolveInput(
  { name, entry, type, rules }: Declared,
  given: GivenInputs,
  lookup: InputLookup,
  fault: Fault,
): Value {
  const spec = entry.value;
  const written = given.values?.entries.get(name)?.value;
  const param = isNull(written) ? undefined : written;
  const rule = rules === null ? undefined : matchRule(rules, lookup);
  const fallback = rule?.default ?? get(spec, 'default');
  if (param === undefined && fallback === undefined && !supplyDefault(rules)) {
    fault('inputs.required', 'required value has not been provided', given.at);
    return { kind: 'unknown', node: entry.key };
  }
  if (rules !== null && !checkRules(rules, (kind, message) => fault(kind, message, entry.key))) {
    return { kind: 'unknown', node: entry.key };
  }
  const limits = { options: rule?.options ?? get(spec, 'options'), regex: get(spec, 'regex') };
  if (fallback !== undefined) {
    const value = coerce(type, fallback);
    checkValue(type, value, 'default', limits, (kind, message, facts) =>
      fault(kind, message, fallback.node, facts),
    );
    if (param === undefined) return value;
  }
  if (param === undefined) return stringValue(entry.key, '');
  const value = coerce(type, param);
  checkValue(type, value, 'provided', limits, (kind, message, facts) =>
    fault(kind, message, param.node, facts),
  );
  return value;
}
