/** A Boolean function of numbered atoms; equal functions are the same number. */
export type Bdd = number;

export const FALSE: Bdd = 0;
export const TRUE: Bdd = 1;
/** What a function becomes when the store is full: nothing is known of it. */
export const OVERFLOW: Bdd = -1;

const MAX_NODES = 2 ** 20;
const MAX_ATOMS = 2 ** 12;
/** Comes after all atoms, so that the constants are never split. */
const LAST = MAX_ATOMS;

/** A store of reduced ordered binary decision diagrams. Atoms come in the order of their numbers. */
export class BddStore {
  readonly #atoms: number[] = [LAST, LAST];
  readonly #lows: Bdd[] = [FALSE, TRUE];
  readonly #highs: Bdd[] = [FALSE, TRUE];
  readonly #unique = new Map<number, Bdd>();
  readonly #conjunctions = new Map<number, Bdd>();
  readonly #negations = new Map<Bdd, Bdd>([
    [FALSE, TRUE],
    [TRUE, FALSE],
  ]);

  get size(): number {
    return this.#atoms.length;
  }

  /** The function that is one atom. */
  atom(index: number): Bdd {
    return index >= MAX_ATOMS ? OVERFLOW : this.#make(index, FALSE, TRUE);
  }

  atomOf(bdd: Bdd): number {
    return this.#atoms[bdd] ?? LAST;
  }

  /** What is left when the first atom is false. */
  low(bdd: Bdd): Bdd {
    return this.#lows[bdd] ?? FALSE;
  }

  /** What is left when the first atom is true. */
  high(bdd: Bdd): Bdd {
    return this.#highs[bdd] ?? FALSE;
  }

  not(bdd: Bdd): Bdd {
    if (bdd === OVERFLOW) return OVERFLOW;
    const known = this.#negations.get(bdd);
    if (known !== undefined) return known;
    const negation = this.#make(this.atomOf(bdd), this.not(this.low(bdd)), this.not(this.high(bdd)));
    this.#negations.set(bdd, negation);
    if (negation !== OVERFLOW) this.#negations.set(negation, bdd);
    return negation;
  }

  or(a: Bdd, b: Bdd): Bdd {
    return this.not(this.and(this.not(a), this.not(b)));
  }

  and(a: Bdd, b: Bdd): Bdd {
    if (a === FALSE || b === FALSE) return FALSE;
    if (a === OVERFLOW || b === OVERFLOW) return OVERFLOW;
    if (a === TRUE || a === b) return b;
    if (b === TRUE) return a;
    const key = a < b ? a * MAX_NODES + b : b * MAX_NODES + a;
    const known = this.#conjunctions.get(key);
    if (known !== undefined) return known;
    const atom = Math.min(this.atomOf(a), this.atomOf(b));
    const low = this.and(this.#split(a, atom, false), this.#split(b, atom, false));
    const high = this.and(this.#split(a, atom, true), this.#split(b, atom, true));
    const result = this.#make(atom, low, high);
    this.#conjunctions.set(key, result);
    return result;
  }

  #split(bdd: Bdd, atom: number, value: boolean): Bdd {
    if (this.atomOf(bdd) !== atom) return bdd;
    return value ? this.high(bdd) : this.low(bdd);
  }

  #make(atom: number, low: Bdd, high: Bdd): Bdd {
    if (low === OVERFLOW || high === OVERFLOW) return OVERFLOW;
    if (low === high) return low;
    const key = (atom * MAX_NODES + low) * MAX_NODES + high;
    const known = this.#unique.get(key);
    if (known !== undefined) return known;
    if (this.size >= MAX_NODES) return OVERFLOW;
    const bdd = this.size;
    this.#atoms.push(atom);
    this.#lows.push(low);
    this.#highs.push(high);
    this.#unique.set(key, bdd);
    return bdd;
  }
}
