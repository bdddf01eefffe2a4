/**
 * Decides questions about all pipelines at once: never, always or sometimes, with a pipeline that shows it. Conditions are
 * functions of atoms (BDDs), each built once for each way in which a pipeline type presents its variables.
 */
import { expandExisting, expandedVariables } from '../expand-variables.js';
import { parseOnce } from '../expression/memo.js';
import { variableNames } from '../expression/node.js';
import { matchesExists, type PathSet } from '../path-set.js';
import { compilePattern } from '../pattern.js';
import { PIPELINE_TYPES, type PipelineType } from '../pipeline-types.js';
import { type Policy, refKeywords } from '../policy.js';
import type { ChangesClause, ExistsClause, RulesEntry } from '../rules/entry.js';
import { AtomTable } from './atom.js';
import { type Bdd, BddStore, FALSE, TRUE } from './bdd.js';
import type { VariableDeclarations } from './domain.js';
import { type Formula, FormulaTable } from './formula.js';
import { ModelFinder } from './model-finder.js';
import { type Guarded, type Reader, readVariable, type Scope, symbolOf } from './reading.js';
import { holdsWhere } from './symbolic.js';
import { TextSolver } from './text.js';
import { type Witness, WitnessBuilder } from './witness.js';

export type Answer = 'never' | 'always' | 'sometimes' | 'unknown';

export interface SolverSettings {
  /** The types that can occur; all if absent. */
  readonly types?: readonly PipelineType[] | undefined;
  readonly variables?: VariableDeclarations | undefined;
  /** All files of the repository; without them `exists` may hold or not. */
  readonly files?: PathSet | undefined;
}

const NO_SCOPE: Scope = { variables: new Map() };

export class Solver {
  readonly types: readonly PipelineType[];
  readonly always: Formula;
  readonly never: Formula;
  readonly #reader: Reader;
  readonly #files: PathSet | null;
  readonly #formulas = new FormulaTable();
  readonly #expressions = new Map<string, Bdd>();
  readonly #finder: ModelFinder;

  constructor(settings: SolverSettings = {}) {
    this.types = settings.types ?? PIPELINE_TYPES;
    this.#files = settings.files ?? null;
    this.#reader = {
      atoms: new AtomTable(),
      store: new BddStore(),
      declarations: settings.variables ?? new Map(),
    };
    this.#finder = new ModelFinder(this.#reader, new TextSolver());
    this.always = this.#formulas.intern('true', { kind: 'constant', value: true });
    this.never = this.#formulas.intern('false', { kind: 'constant', value: false });
  }

  /** Where a `rules:if` holds; one that does not parse never does. */
  expression(text: string, scope: Scope = NO_SCOPE): Formula {
    const parsed = parseOnce(text);
    if (!parsed.ok) return this.never;
    const { expression } = parsed;
    const bound = narrow(scope, variableNames(expression));
    const key = JSON.stringify(['if', text, [...bound.variables], [...(bound.facts ?? [])]]);
    return this.#formulas.intern(key, { kind: 'expression', expression, scope: bound });
  }

  /** Where all clauses of an entry hold. */
  entry(entry: RulesEntry, scope: Scope = NO_SCOPE): Formula {
    return this.and(
      entry.if === undefined ? this.always : this.expression(entry.if, scope),
      entry.changes === undefined ? this.always : this.changes(entry.changes, scope),
      entry.exists === undefined ? this.always : this.exists(entry.exists, scope),
    );
  }

  /** For each entry, where it is the one that decides: the first that holds. */
  decisions(entries: readonly RulesEntry[], scope: Scope = NO_SCOPE): readonly Formula[] {
    let earlier: Formula = this.never;
    return entries.map(entry => {
      const holds = this.entry(entry, scope);
      const decides = this.and(holds, this.not(earlier));
      earlier = this.or(earlier, holds);
      return decides;
    });
  }

  changes(clause: ChangesClause, scope: Scope = NO_SCOPE): Formula {
    const globs = clause.compareTo === undefined ? expandGlobs(clause.paths, scope) : null;
    const key = JSON.stringify(['changes', globs ?? clause]);
    return this.#formulas.intern(key, { kind: 'changes', clause, globs });
  }

  exists(clause: ExistsClause, scope: Scope = NO_SCOPE): Formula {
    const globs = expandGlobs(clause.paths, scope);
    const expanded = globs === null ? clause : { ...clause, paths: globs };
    if (this.#files !== null && globs !== null && clause.project === undefined) {
      return matchesExists(this.#files, globs) ? this.always : this.never;
    }
    return this.#formulas.intern(JSON.stringify(['exists', expanded]), { kind: 'exists', clause: expanded });
  }

  /** Where `only` and `except` let a job in; `only` as `effectiveOnly` gives it. */
  policy(only: Policy | null, except: Policy | null, scope: Scope = NO_SCOPE): Formula {
    return this.and(
      ...(only === null ? [] : this.#policyParts(only, scope)),
      ...(except === null ? [] : this.#policyParts(except, scope)).map(part => this.not(part)),
    );
  }

  /** Where the pipeline is of one of the types. */
  inTypes(ids: readonly string[]): Formula {
    return this.#formulas.intern(JSON.stringify(['type', ...ids]), { kind: 'type', ids });
  }

  not(part: Formula): Formula {
    if (part.node.kind === 'not') return part.node.part;
    if (part.node.kind === 'constant') return part.node.value ? this.never : this.always;
    return this.#formulas.intern(`not ${part.id}`, { kind: 'not', part });
  }

  and(...parts: readonly Formula[]): Formula {
    return this.#join('and', parts, this.always, this.never);
  }

  or(...parts: readonly Formula[]): Formula {
    return this.#join('or', parts, this.never, this.always);
  }

  /** How often the formula holds among the pipelines of the types. */
  decide(formula: Formula, types: readonly PipelineType[] = this.types): Answer {
    const answers = types.map(type => this.decideIn(formula, type));
    if (answers.every(answer => answer === 'never')) return 'never';
    if (answers.every(answer => answer === 'always')) return 'always';
    const isPossible = answers.some(answer => answer === 'sometimes' || answer === 'always');
    const isAvoidable = answers.some(answer => answer === 'sometimes' || answer === 'never');
    return isPossible && isAvoidable ? 'sometimes' : 'unknown';
  }

  /** The same for one type. */
  decideIn(formula: Formula, type: PipelineType): Answer {
    const bdd = this.#bddOf(formula, type);
    const holds = this.#finder.find(bdd, true).kind;
    if (holds === 'none') return 'never';
    const fails = this.#finder.find(bdd, false).kind;
    if (fails === 'none') return 'always';
    return holds === 'found' && fails === 'found' ? 'sometimes' : 'unknown';
  }

  /** A pipeline in which the formula holds, replayed through the evaluator; null when none is known. */
  witness(formula: Formula, types: readonly PipelineType[] = this.types): Witness | null {
    for (const type of types) {
      const answer = this.#finder.find(this.#bddOf(formula, type), true);
      if (answer.kind !== 'found') continue;
      const builder = new WitnessBuilder(this.#reader, type, answer.model);
      if (builder.holds(formula)) return builder.build();
    }
    return null;
  }

  #join(kind: 'and' | 'or', parts: readonly Formula[], neutral: Formula, absorbing: Formula): Formula {
    const distinct = new Set(parts);
    distinct.delete(neutral);
    if (distinct.has(absorbing)) return absorbing;
    const [first, ...more] = [...distinct].sort((a, b) => a.id - b.id);
    if (first === undefined) return neutral;
    if (more.length === 0) return first;
    const joined = [first, ...more];
    return this.#formulas.intern(`${kind} ${joined.map(part => part.id).join()}`, { kind, parts: joined });
  }

  #policyParts({ refs, variables, changes, kubernetes }: Policy, scope: Scope): readonly Formula[] {
    const parts: Formula[] = [];
    if (refs)
      parts.push(
        this.or(
          ...refs.map(name => this.#formulas.intern(JSON.stringify(['ref', name]), { kind: 'ref', name })),
        ),
      );
    if (variables) parts.push(this.or(...variables.map(text => this.expression(text, scope))));
    if (changes)
      parts.push(
        this.#formulas.intern(JSON.stringify(['changes', changes]), {
          kind: 'changes',
          clause: { paths: changes },
          globs: changes,
        }),
      );
    if (kubernetes !== undefined)
      parts.push(kubernetes ? this.expression('$CI_KUBERNETES_ACTIVE') : this.never);
    return parts;
  }

  #bddOf(formula: Formula, type: PipelineType): Bdd {
    const at = this.types.indexOf(type);
    let bdd = at === -1 ? undefined : formula.bdds[at];
    if (bdd === undefined) {
      bdd = this.#build(formula, type);
      if (at !== -1) formula.bdds[at] = bdd;
    }
    return bdd;
  }

  #build({ node }: Formula, type: PipelineType): Bdd {
    const { store } = this.#reader;
    switch (node.kind) {
      case 'constant':
        return node.value ? TRUE : FALSE;
      case 'expression':
        return this.#buildExpression(node, type);
      case 'changes':
        return this.#buildChanges(node.clause, node.globs, type);
      case 'exists':
        return node.clause.paths.length === 0 ? FALSE : this.#atom({ kind: 'exists', clause: node.clause });
      case 'ref':
        return this.#buildRef(node.name, type);
      case 'type':
        return node.ids.includes(type.id) ? TRUE : FALSE;
      case 'not':
        return store.not(this.#bddOf(node.part, type));
      case 'and':
        return node.parts.reduce<Bdd>((all, part) => this.#conjoin(all, part, type), TRUE);
      case 'or':
        return node.parts.reduce<Bdd>((any, part) => store.or(any, this.#bddOf(part, type)), FALSE);
    }
  }

  /** Without building the negation of a part for its own sake. */
  #conjoin(bdd: Bdd, part: Formula, type: PipelineType): Bdd {
    const { store } = this.#reader;
    return part.node.kind === 'not'
      ? store.andNot(bdd, this.#bddOf(part.node.part, type))
      : store.and(bdd, this.#bddOf(part, type));
  }

  /** Types that present the variables of the expression alike share its function. */
  #buildExpression({ expression, scope }: ExpressionFormula, type: PipelineType): Bdd {
    const readings = new Map<string, readonly Guarded[]>();
    for (const name of variableNames(expression)) {
      readings.set(name, readVariable(this.#reader, type, scope, name));
    }
    const key = JSON.stringify([expression.text, [...readings.values()]]);
    let bdd = this.#expressions.get(key);
    if (bdd === undefined) {
      bdd = holdsWhere(this.#reader, expression, name => readings.get(name) ?? []);
      this.#expressions.set(key, bdd);
    }
    return bdd;
  }

  #buildChanges(clause: ChangesClause, globs: readonly string[] | null, type: PipelineType): Bdd {
    if (type.changes === 'unknown') return TRUE;
    const { store } = this.#reader;
    const matches = globs?.length === 0 ? FALSE : this.#atom({ kind: 'changes', clause, globs });
    if (type.changes === 'known') return matches;
    return store.or(store.not(this.#atom({ kind: 'knows-changes' })), matches);
  }

  #buildRef(written: string, type: PipelineType): Bdd {
    const at = written.indexOf('@');
    const name = at === -1 ? written : written.slice(0, at);
    const project =
      at === -1 ? TRUE : this.#atom({ kind: 'equals', name: 'CI_PROJECT_PATH', text: written.slice(at + 1) });
    return this.#reader.store.and(project, this.#buildRefName(name, type));
  }

  #buildRefName(name: string, type: PipelineType): Bdd {
    if (refKeywords(type.pipelineSource, type.refKind).includes(name)) return TRUE;
    if (type.refKind === 'merge request') return FALSE;
    const symbol = symbolOf(type, 'CI_COMMIT_REF_NAME');
    const pattern = compilePattern(name);
    return this.#atom(
      pattern === null
        ? { kind: 'equals', name: symbol, text: name }
        : { kind: 'matches', name: symbol, pattern },
    );
  }

  #atom(atom: Parameters<AtomTable['indexOf']>[0]): Bdd {
    return this.#reader.store.atom(this.#reader.atoms.indexOf(atom));
  }
}

type ExpressionFormula = Extract<Formula['node'], { kind: 'expression' }>;

/** The part of a scope that concerns some variables. */
function narrow(scope: Scope, names: readonly string[]): Scope {
  const variables = new Map<string, string>();
  const facts = new Map<string, string | null>();
  for (const name of names) {
    const fact = scope.facts?.get(name);
    const value = scope.variables.get(name);
    if (fact !== undefined) facts.set(name, fact);
    else if (value !== undefined) variables.set(name, value);
  }
  return { variables, facts };
}

/** The globs with the variables of the configuration put in; null when others are left. */
function expandGlobs(globs: readonly string[], scope: Scope): readonly string[] | null {
  const lookup = expandedVariables(name => scope.facts?.get(name) ?? scope.variables.get(name));
  const expanded = globs.map(glob => expandExisting(glob, lookup));
  return expanded.some(glob => expandExisting(glob, () => '') !== glob) ? null : expanded;
}
