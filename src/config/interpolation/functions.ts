/** The functions behind `|` in a block (gitlabhq, `config/interpolation/functions/`). */
import { expandExisting } from '../../conditions/expand-variables.js';
import type { VariableLookup } from '../../conditions/expression/evaluate.js';
import { inPlaceOf, stringValue } from '../load/provenance.js';
import type { Value } from '../value.js';
import { type Evaluated, fault } from './access.js';

interface BlockFunction {
  readonly name: string;
  /** The closing bracket of `truncate` may be missing. */
  readonly pattern: RegExp;
  readonly apply: (text: string, match: RegExpExecArray, variables: VariableLookup) => Result;
}

type Result = string | readonly string[] | { readonly refused: string };

const FUNCTIONS: readonly BlockFunction[] = [
  {
    name: 'truncate',
    pattern: /^truncate\(\s*(\d+)\s*,\s*(\d+)\s*\)?$/m,
    apply: (text, match) => {
      const characters = [...text];
      const offset = Number(match[1]);
      return characters.slice(offset, offset + Number(match[2])).join('');
    },
  },
  {
    name: 'expand_vars',
    pattern: /^expand_vars$/m,
    apply: (text, _match, variables) => expandExisting(text, variables),
  },
  { name: 'posix_escape', pattern: /^posix_escape$/m, apply: shellEscape },
  {
    name: 'split',
    pattern: /^split\('([^']*)'\)$/m,
    apply: (text, match) => {
      const separator = match[1] ?? '';
      if (separator === '') return { refused: 'invalid argument: separator cannot be empty' };
      return splitText(text, separator);
    },
  },
];

const functionNames: readonly string[] = FUNCTIONS.map(({ name }) => name);

/** Sends a value through functions, first to last. */
export function applyFunctions(value: Value, calls: readonly string[], variables: VariableLookup): Evaluated {
  const unknown = calls.find(call => findFunction(call) === undefined);
  if (unknown !== undefined) {
    const text = `no function matching \`${unknown}\`: check that the function name, arguments, and types are correct`;
    return fault('no-function', text, { call: unknown, allowed: functionNames });
  }
  let current = value;
  for (const call of calls) {
    const next = applyFunction(current, call, variables);
    if (!next.ok) return next;
    current = next.value;
  }
  return { ok: true, value: current };
}

function findFunction(call: string): BlockFunction | undefined {
  return FUNCTIONS.find(({ pattern }) => pattern.test(call));
}

function applyFunction(value: Value, call: string, variables: VariableLookup): Evaluated {
  const found = findFunction(call);
  const match = found?.pattern.exec(call);
  if (found === undefined || match === undefined || match === null) return { ok: true, value };
  if (value.kind === 'unknown') return { ok: true, value };
  const refuse = (reason: string): Evaluated =>
    fault('function-type', `error in \`${found.name}\` function: ${reason}`, { name: found.name });
  if (value.kind !== 'scalar' || value.type !== 'string') {
    return refuse(`invalid input type: ${found.name} can only be used with string inputs`);
  }
  const result = found.apply(value.text, match, variables);
  if (typeof result === 'string') return { ok: true, value: stringValue(value.node, result, value.via) };
  if ('refused' in result) return refuse(result.refused);
  const items = result.map(text => stringValue(value.node, text, value.via));
  return { ok: true, value: inPlaceOf(value, items) };
}

/** Ruby's `Shellwords.escape`. */
function shellEscape(text: string): string {
  if (text === '') return "''";
  return text.replace(/[^A-Za-z0-9_\-.,:+/@\n]/gu, '\\$&').replaceAll('\n', "'\n'");
}

/** Ruby's `split`, in which a single space stands for any white space, with each part trimmed and empty ones left out. */
function splitText(text: string, separator: string): readonly string[] {
  const parts = separator === ' ' ? text.split(/\s+/) : text.split(separator);
  return parts.map(part => part.trim()).filter(part => part !== '');
}
