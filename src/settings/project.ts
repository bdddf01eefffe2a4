/** What settings say of the project: its variables, default branch and protected refs. */
import { ALWAYS_SET } from '../conditions/predefined-variables.js';
import { type Project, type ProjectVariable, UNKNOWN_PROJECT } from '../conditions/project.js';
import type { DeclaredVariable, Settings, SettingsScalar } from './settings.js';

export function projectOf(settings: Settings): Project {
  const variables = Object.entries(settings.variables ?? {});
  return {
    ...UNKNOWN_PROJECT,
    defaultBranch: settings.defaultBranch ?? null,
    variables: new Map(variables.map(([name, given]) => [name, projectVariable(given)])),
    protectedRefs: { branch: settings.protectedBranches ?? null, tag: settings.protectedTags ?? null },
  };
}

function projectVariable(given: SettingsScalar | DeclaredVariable): ProjectVariable {
  const { value, values, set, protected: isProtected = false } = declaration(given);
  return {
    ...(value === undefined ? {} : { value: String(value) }),
    ...(values === undefined ? {} : { values: values.map(String) }),
    set: set ?? (value === undefined ? 'sometimes' : 'always'),
    isProtected,
  };
}

function declaration(given: SettingsScalar | DeclaredVariable): DeclaredVariable {
  return typeof given === 'object' ? given : { value: given };
}

/** What is wrong with declarations that the schema allows: the keys that lead to it, and the reason. */
export function projectFaults({ variables = {} }: Settings): {
  readonly path: readonly string[];
  readonly reason: string;
}[] {
  return Object.entries(variables).flatMap(([name, given]) => {
    const fault = faultOf(name, declaration(given));
    return fault === null ? [] : [{ path: ['variables', name, ...fault.keys], reason: fault.reason }];
  });
}

function faultOf(
  name: string,
  { value, values, set, protected: isProtected }: DeclaredVariable,
): { readonly keys: readonly string[]; readonly reason: string } | null {
  if (set === 'never') {
    if (ALWAYS_SET.includes(name)) return { keys: ['set'], reason: 'GitLab sets it in every pipeline' };
    const other = value !== undefined ? 'value' : values !== undefined ? 'values' : 'protected';
    const hasOther = value !== undefined || values !== undefined || isProtected === true;
    return hasOther ? { keys: [other], reason: 'a variable that is never set has none of this' } : null;
  }
  if (value === undefined) return null;
  if (set === 'sometimes') {
    return { keys: ['set'], reason: 'a variable with a `value` is always set; name `values` instead' };
  }
  if (values !== undefined && !values.map(String).includes(String(value))) {
    return { keys: ['value'], reason: `${JSON.stringify(value)} is not one of its values` };
  }
  return null;
}
