/**
 * Decides questions about all pipelines at once: never, always or sometimes, with a pipeline that shows it. Conditions are
 * functions of atoms (BDDs), each built once for each way in which a pipeline type presents its variables; what
 * can be true of the texts of variables is found out by automata.
 */
import { expandExisting, expandedVariables } from '../expand-variables.js';
import { parseOnce } from '../expression/memo.js';
import { variableNames } from '../expression/node.js';
import { matchesExists, type PathSet } from '../path-set.js';
import { PIPELINE_TYPES, type PipelineType } from '../pipeline-types.js';
import type { Policy } from '../policy.js';
import { type ProtectedRefs, UNKNOWN_REFS } from '../project.js';
import type { ChangesClause, ExistsClause, RulesEntry } from '../rules/entry.js';
import { AtomTable, type ChangesQuestion } from './atom.js';
import { BddStore } from './bdd.js';
import type { VariableDeclarations } from './domain.js';
import { type Formula, FormulaTable } from './formula.js';
import { FormulaCompiler } from './formula-compiler.js';
import { ModelFinder } from './model-finder.js';
import type { Reader, Scope } from './reading.js';
import { TextSolver } from './text.js';
import { type Witness, WitnessBuilder } from './witness.js';

export type Answer = 'never' | 'always' | 'sometimes' | 'unknown';

export interface SolverSettings {
  /** The types that can occur; all if absent. */
  readonly types?: readonly PipelineType[] | undefined;
  readonly variables?: VariableDeclarations | undefined;
  readonly protectedRefs?: ProtectedRefs | undefined;
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
  readonly #expressions = new Map<Scope, Map<string, Formula>>();
  readonly #decided = new Map<Formula, Answer>();
  readonly #compiler: FormulaCompiler;
  readonly #finder: ModelFinder;

  constructor(settings: SolverSettings = {}) {
    this.types = settings.types ?? PIPELINE_TYPES;
    this.#files = settings.files ?? null;
    this.#reader = {
      atoms: new AtomTable(),
      store: new BddStore(),
      declarations: settings.variables ?? new Map(),
      protectedRefs: settings.protectedRefs ?? UNKNOWN_REFS,
    };
    this.#compiler = new FormulaCompiler(this.#reader, this.types);
    this.#finder = new ModelFinder(this.#reader, new TextSolver());
    this.always = this.#formulas.intern('true', { kind: 'constant', value: true });
    this.never = this.#formulas.intern('false', { kind: 'constant', value: false });
  }

  /** Where a `rules:if` holds; one that does not parse never does. */
  expression(text: string, scope: Scope = NO_SCOPE): Formula {
    let known = this.#expressions.get(scope);
    if (known === undefined) {
      known = new Map();
      this.#expressions.set(scope, known);
    }
    let formula = known.get(text);
    if (formula === undefined) {
      formula = this.#makeExpression(text, scope);
      known.set(text, formula);
    }
    return formula;
  }

  #makeExpression(text: string, scope: Scope): Formula {
    const parsed = parseOnce(text);
    if (!parsed.ok) return this.never;
    const { expression } = parsed;
    const bound = narrow(scope, variableNames(expression));
    const given = [...bound.variables, ...(bound.facts ?? [])];
    const key =
      given.length === 0 ? `if ${text}` : `if ${JSON.stringify([text, bound.variables.size, given])}`;
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
    return this.firstToHold(entries.map(entry => this.entry(entry, scope)));
  }

  /** For each condition, where it is the first of them that holds. */
  firstToHold(conditions: readonly Formula[]): readonly Formula[] {
    let earlier: Formula = this.never;
    return conditions.map(holds => {
      const decides = this.and(holds, this.not(earlier));
      earlier = this.or(earlier, holds);
      return decides;
    });
  }

  /** Where modified paths match, or are not known. */
  changes(clause: ChangesClause, scope: Scope = NO_SCOPE): Formula {
    const { texts, isExpanded } = expandTexts(clause.paths, scope);
    const since =
      clause.compareTo === undefined ? null : (expandTexts([clause.compareTo], scope).texts[0] ?? '');
    return this.#changes({ globs: isExpanded ? texts.map(withPlainSigns) : texts, isExpanded, since });
  }

  exists(clause: ExistsClause, scope: Scope = NO_SCOPE): Formula {
    const { texts, isExpanded } = expandTexts(clause.paths, scope);
    const expanded = { ...clause, paths: texts };
    if (this.#files !== null && isExpanded && clause.project === undefined) {
      return matchesExists(this.#files, texts) ? this.always : this.never;
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
    return this.#formulas.negation(part);
  }

  and(...parts: readonly Formula[]): Formula {
    return this.#join('and', parts, this.always, this.never);
  }

  or(...parts: readonly Formula[]): Formula {
    return this.#join('or', parts, this.never, this.always);
  }

  /** How often the formula holds among the pipelines of the types. */
  decide(formula: Formula, types: readonly PipelineType[] = this.types): Answer {
    if (types !== this.types) return this.#decideAmong(formula, types);
    let answer = this.#decided.get(formula);
    if (answer === undefined) {
      answer = this.#decideAmong(formula, types);
      this.#decided.set(formula, answer);
    }
    return answer;
  }

  #decideAmong(formula: Formula, types: readonly PipelineType[]): Answer {
    let isPossible = false;
    let isAvoidable = false;
    let isKnown = true;
    for (const type of types) {
      const answer = this.decideIn(formula, type);
      isPossible ||= answer === 'sometimes' || answer === 'always';
      isAvoidable ||= answer === 'sometimes' || answer === 'never';
      isKnown &&= answer !== 'unknown';
      if (isPossible && isAvoidable) return 'sometimes';
    }
    if (!isKnown) return 'unknown';
    return isPossible ? 'always' : 'never';
  }

  /** How often it holds among the pipelines of one type. */
  decideIn(formula: Formula, type: PipelineType): Answer {
    const bdd = this.#compiler.bddOf(formula, type);
    const holds = this.#finder.find(bdd, true).kind;
    if (holds === 'none') return 'never';
    const fails = this.#finder.find(bdd, false).kind;
    if (fails === 'none') return 'always';
    return holds === 'found' && fails === 'found' ? 'sometimes' : 'unknown';
  }

  /** False when it is proven that the formula holds in no pipeline. `decide` costs more. */
  canHold(formula: Formula): boolean {
    return this.types.some(
      type => this.#finder.find(this.#compiler.bddOf(formula, type), true).kind !== 'none',
    );
  }

  /** A pipeline in which the formula holds, replayed through the evaluator; null when none is known. */
  witness(formula: Formula, types: readonly PipelineType[] = this.types): Witness | null {
    for (const type of types) {
      const answer = this.#finder.find(this.#compiler.bddOf(formula, type), true);
      if (answer.kind !== 'found') continue;
      const builder = new WitnessBuilder(this.#reader, type, answer.model);
      if (builder.holds(formula)) return builder.build();
    }
    return null;
  }

  #join(kind: 'and' | 'or', parts: readonly Formula[], neutral: Formula, absorbing: Formula): Formula {
    if (parts.length <= 2) {
      const [a = neutral, b = neutral] = parts;
      if (a === absorbing || b === absorbing) return absorbing;
      if (a === neutral || a === b) return b;
      if (b === neutral) return a;
      return a.id < b.id ? this.#formulas.pair(kind, a, b) : this.#formulas.pair(kind, b, a);
    }
    const distinct = new Set(parts);
    distinct.delete(neutral);
    if (distinct.has(absorbing)) return absorbing;
    const joined = [...distinct].sort((a, b) => a.id - b.id);
    const [first = neutral, second] = joined;
    if (second === undefined) return first;
    if (joined.length === 2) return this.#formulas.pair(kind, first, second);
    return this.#formulas.intern(`${kind} ${joined.map(part => part.id).join()}`, { kind, parts: joined });
  }

  #changes(question: ChangesQuestion): Formula {
    return this.#formulas.intern(JSON.stringify(['changes', question]), { kind: 'changes', question });
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
    if (changes) parts.push(this.#changes({ globs: changes, isExpanded: true, since: null }));
    if (kubernetes !== undefined)
      parts.push(kubernetes ? this.expression('$CI_KUBERNETES_ACTIVE') : this.never);
    return parts;
  }
}

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

/** Texts with the variables of the configuration put in; `isExpanded` is false when others are left. */
function expandTexts(
  texts: readonly string[],
  scope: Scope,
): { readonly texts: readonly string[]; readonly isExpanded: boolean } {
  const lookup = expandedVariables(name => scope.facts?.get(name) ?? scope.variables.get(name));
  const expanded = texts.map(text => expandExisting(text, lookup));
  return { texts: expanded, isExpanded: expanded.every(text => expandExisting(text, () => '') === text) };
}

/** `[$]` and `[%]`, which keep a name from being taken for a variable, as the signs they match. */
function withPlainSigns(glob: string): string {
  const plain = glob.replace(/\[([$%])\]/g, '$1');
  return plain.includes('[') || plain.includes('\\') ? glob : plain;
}
