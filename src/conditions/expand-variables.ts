/** `$NAME`, `${NAME}` and `%NAME%` in texts, as `lib/expand_variables.rb` and the variable collection replace them. */
import type { VariableLookup } from './expression/evaluate.js';

const REFERENCE = /\$([a-zA-Z_][a-zA-Z0-9_]*)|\$\{([a-zA-Z_][a-zA-Z0-9_]*)\}|%([a-zA-Z_][a-zA-Z0-9_]*)%/g;

/** Inside the values of variables `$$` and `%%` stay as they are and hide what follows. */
const NESTED_REFERENCE = new RegExp(`\\$\\$|%%|${REFERENCE.source}`, 'g');

/** The text with the variables that exist put in; references to others stay (`changes`, `exists`, `tags`). */
export function expandExisting(text: string, variables: VariableLookup): string {
  return replaceReferences(REFERENCE, text, (name, written) => variables(name) ?? written);
}

/** The text with all references replaced; what does not exist becomes empty. */
export function expandAll(text: string, variables: VariableLookup): string {
  return replaceReferences(REFERENCE, text, name => variables(name) ?? '');
}

/**
 * The same variables with references in their values replaced, however deep, as the globs of `rules` see them. `isRaw` says which variables are
 * taken literally (`expand: false`). A variable that leads back to itself is not expanded. Each name is computed once.
 */
export function expandedVariables(
  variables: VariableLookup,
  isRaw: (name: string) => boolean = () => false,
): VariableLookup {
  const values = new Map<string, string | undefined>();
  const compute = (name: string, depth: number): string | undefined => {
    if (values.has(name)) return values.get(name);
    const value = variables(name);
    values.set(name, value);
    if (value === undefined || isRaw(name) || depth > MAX_DEPTH) return value;
    const expanded = replaceReferences(NESTED_REFERENCE, value, inner => compute(inner, depth + 1) ?? '');
    const bounded = expanded.length > MAX_LENGTH ? value : expanded;
    values.set(name, bounded);
    return bounded;
  };
  return name => compute(name, 0);
}

/** Names may lead to names; beyond these bounds a value is left as it was written. */
const MAX_DEPTH = 200;
const MAX_LENGTH = 1_000_000;

function replaceReferences(
  regexp: RegExp,
  text: string,
  valueFor: (name: string, written: string) => string,
): string {
  if (!text.includes('$') && !text.includes('%')) return text;
  return text.replace(regexp, (written, plain?: string, braced?: string, percent?: string) => {
    const name = plain ?? braced ?? percent;
    return name === undefined ? written : valueFor(name, written);
  });
}
