/** What a variable can be in a pipeline type, as a choice between known values and an unknown text. */
import type { Value } from '../expression/value.js';
import { type PipelineType, presenceIn } from '../pipeline-types.js';
import { CLOSED_VALUES, JOB_MAYBE_SET, JOB_SET, ZERO_SHA } from '../predefined-variables.js';
import type { Atom, AtomTable } from './atom.js';
import { type Bdd, type BddStore, TRUE } from './bdd.js';
import type { VariableDeclarations } from './domain.js';

/** The unknown text of a variable that is set. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly name: string;
}

export type SymbolicValue = Value | Unknown;

/** The value where the guard holds. The guards of a list exclude each other and leave nothing out. */
export interface Guarded {
  readonly guard: Bdd;
  readonly value: SymbolicValue;
}

/** What the configuration itself gives a job, a workflow or an include. */
export interface Scope {
  /** YAML variables, the nearest definition of each; whoever starts a pipeline may override those not predefined. */
  readonly variables: ReadonlyMap<string, string>;
  /** Variables that are exactly this, or, with null, do not exist, such as CI_JOB_NAME. */
  readonly facts?: ReadonlyMap<string, string | null> | undefined;
}

/** What `workflow:rules` and `include:rules` know of the variables of jobs: they do not exist there. */
export const NO_JOB_FACTS: ReadonlyMap<string, null> = new Map(
  [...JOB_SET, ...JOB_MAYBE_SET].map(name => [name, null]),
);

export interface Reader {
  readonly atoms: AtomTable;
  readonly store: BddStore;
  readonly declarations: VariableDeclarations;
}

/** The variable whose text this one has in pipelines of the type: a branch is known as the ref. */
export function symbolOf(type: PipelineType, name: string): string {
  return type.refVariables.has(name) ? 'CI_COMMIT_REF_NAME' : name;
}

export function readVariable(
  reader: Reader,
  type: PipelineType,
  scope: Scope,
  name: string,
): readonly Guarded[] {
  const fact = scope.facts?.get(name);
  if (fact !== undefined) return always(fact);
  const written = scope.variables.get(name);
  const presence = presenceIn(type, name);
  if (presence === 'user') return readOutside(reader, name, name, written ?? null);
  if (written !== undefined) return always(written);
  const fixed = type.values.get(name);
  if (fixed !== undefined) return always(fixed);
  const unknown = unknownOf(reader, symbolOf(type, name));
  if (name === 'CI_COMMIT_BEFORE_SHA' && type.changes === 'either') {
    return choice(reader, { kind: 'knows-changes' }, unknown, ZERO_SHA);
  }
  if (presence === 'set') return always(unknown);
  return presence === 'unset' ? always(null) : readOutside(reader, name, symbolOf(type, name), null);
}

function readOutside(
  reader: Reader,
  name: string,
  symbol: string,
  otherwise: string | null,
): readonly Guarded[] {
  const set = reader.declarations.get(name)?.set ?? 'sometimes';
  if (set === 'never') return always(otherwise);
  const unknown = unknownOf(reader, symbol);
  return set === 'always' ? always(unknown) : choice(reader, { kind: 'defined', name }, unknown, otherwise);
}

/** A variable with a single possible value is known. */
function unknownOf(reader: Reader, symbol: string): SymbolicValue {
  const values = reader.declarations.get(symbol)?.values ?? CLOSED_VALUES.get(symbol);
  return values?.length === 1 ? (values[0] ?? null) : { kind: 'unknown', name: symbol };
}

function always(value: SymbolicValue): readonly Guarded[] {
  return [{ guard: TRUE, value }];
}

function choice(
  { atoms, store }: Reader,
  atom: Atom,
  yes: SymbolicValue,
  no: SymbolicValue,
): readonly Guarded[] {
  const guard = store.atom(atoms.indexOf(atom));
  return [
    { guard, value: yes },
    { guard: store.not(guard), value: no },
  ];
}
