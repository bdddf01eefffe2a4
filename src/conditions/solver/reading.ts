/** What a variable can be in a pipeline type, as a choice between known values and an unknown text. */
import type { Value } from '../expression/value.js';
import { type PipelineType, presenceIn } from '../pipeline-types.js';
import { CLOSED_VALUES, JOB_MAYBE_SET, JOB_SET, ZERO_SHA } from '../predefined-variables.js';
import { type ProtectedRefs, protectedPattern } from '../project.js';
import type { AtomTable } from './atom.js';
import { type Bdd, type BddStore, FALSE, TRUE } from './bdd.js';
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
  readonly protectedRefs: ProtectedRefs;
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
  const { atoms, store } = reader;
  const written = scope.variables.get(name);
  const presence = presenceIn(type, name);
  if (presence === 'user') return readOutside(reader, type, name, written ?? null);
  if (written !== undefined) return always(written);
  const fixed = type.values.get(name);
  if (fixed !== undefined) return always(fixed);
  if (name === 'CI_COMMIT_REF_PROTECTED') return readProtection(reader, type);
  const unknown = unknownOf(reader, symbolOf(type, name));
  if (name === 'CI_COMMIT_BEFORE_SHA' && type.changes === 'either') {
    return choice(reader, store.atom(atoms.indexOf({ kind: 'knows-changes' })), unknown, ZERO_SHA);
  }
  if (presence === 'set') return always(unknown);
  return presence === 'unset' ? always(null) : readOutside(reader, type, name, null);
}

function readOutside(
  reader: Reader,
  type: PipelineType,
  name: string,
  otherwise: string | null,
): readonly Guarded[] {
  const { store, atoms, declarations } = reader;
  const { set = 'sometimes', onProtectedRefs = false } = declarations.get(name) ?? {};
  const isGiven =
    set === 'sometimes'
      ? store.atom(atoms.indexOf({ kind: 'defined', name }))
      : set === 'always'
        ? TRUE
        : FALSE;
  const isSet = onProtectedRefs ? store.or(isGiven, isProtected(reader, type)) : isGiven;
  return choice(reader, isSet, unknownOf(reader, symbolOf(type, name)), otherwise);
}

/** Whether the ref is protected follows from its name, but for merge requests, where settings of the project decide too. */
function readProtection(reader: Reader, type: PipelineType): readonly Guarded[] {
  const { protectedRefs, store, atoms } = reader;
  const wildcards = type.refKind === 'merge request' ? null : protectedRefs[type.refKind];
  if (wildcards === null) return always(unknownOf(reader, 'CI_COMMIT_REF_PROTECTED'));
  const pattern = protectedPattern(wildcards);
  if (pattern === null) return always('false');
  const symbol = symbolOf(type, 'CI_COMMIT_REF_NAME');
  return choice(
    reader,
    store.atom(atoms.indexOf({ kind: 'matches', name: symbol, pattern })),
    'true',
    'false',
  );
}

function isProtected(reader: Reader, type: PipelineType): Bdd {
  const { store, atoms } = reader;
  let holds: Bdd = FALSE;
  for (const { guard, value } of readProtection(reader, type)) {
    const isTrue =
      typeof value === 'object' && value !== null && value.kind === 'unknown'
        ? store.atom(atoms.indexOf({ kind: 'equals', name: value.name, text: 'true' }))
        : value === 'true'
          ? TRUE
          : FALSE;
    holds = store.or(holds, store.and(guard, isTrue));
  }
  return holds;
}

/** A variable with a single possible value is known. */
function unknownOf(reader: Reader, symbol: string): SymbolicValue {
  const values = reader.declarations.get(symbol)?.values ?? CLOSED_VALUES.get(symbol);
  return values?.length === 1 ? (values[0] ?? null) : { kind: 'unknown', name: symbol };
}

function always(value: SymbolicValue): readonly Guarded[] {
  return [{ guard: TRUE, value }];
}

function choice({ store }: Reader, guard: Bdd, yes: SymbolicValue, no: SymbolicValue): readonly Guarded[] {
  if (guard === TRUE) return always(yes);
  if (guard === FALSE) return always(no);
  return [
    { guard, value: yes },
    { guard: store.not(guard), value: no },
  ];
}
