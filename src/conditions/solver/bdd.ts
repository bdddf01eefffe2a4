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
const FIRST_SIZE = 2 ** 12;

/** `a and b`, `a and not b`, `a or b`. */
type Operation = 0 | 1 | 2;
const AND: Operation = 0;
const AND_NOT: Operation = 1;
const OR: Operation = 2;

/**
 * A store of reduced ordered binary decision diagrams. Atoms come in the order of their numbers. Nodes are never given
 * back; what an operation gave is remembered until another takes its place.
 */
export class BddStore {
  #size = 2;
  #atoms = new Int32Array(FIRST_SIZE);
  #lows = new Int32Array(FIRST_SIZE);
  #highs = new Int32Array(FIRST_SIZE);
  /** Nodes of one hash value, each pointing to the next; 0 ends the chain. */
  #buckets = new Int32Array(FIRST_SIZE);
  #chains = new Int32Array(FIRST_SIZE);
  /** Remembered results: operation and first operand, second operand, result. */
  #results = new Int32Array(FIRST_SIZE * 3).fill(OVERFLOW);

  constructor() {
    this.#atoms.fill(LAST, 0, 2);
    this.#lows[TRUE] = TRUE;
    this.#highs[TRUE] = TRUE;
  }

  get size(): number {
    return this.#size;
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
    return this.#apply(AND_NOT, TRUE, bdd);
  }

  and(a: Bdd, b: Bdd): Bdd {
    return this.#apply(AND, a, b);
  }

  andNot(a: Bdd, b: Bdd): Bdd {
    return this.#apply(AND_NOT, a, b);
  }

  or(a: Bdd, b: Bdd): Bdd {
    return this.#apply(OR, a, b);
  }

  #apply(operation: Operation, a: Bdd, b: Bdd): Bdd {
    const simple = simplify(operation, a, b);
    if (simple !== null) return simple;
    const first = a * 3 + operation;
    const slot = (hash(first, b, 0) & (this.#results.length / 3 - 1)) * 3;
    if (this.#results[slot] === first && this.#results[slot + 1] === b)
      return this.#results[slot + 2] ?? OVERFLOW;
    const atom = Math.min(this.atomOf(a), this.atomOf(b));
    const splitsA = this.atomOf(a) === atom;
    const splitsB = this.atomOf(b) === atom;
    const low = this.#apply(operation, splitsA ? this.low(a) : a, splitsB ? this.low(b) : b);
    if (low === OVERFLOW) return OVERFLOW;
    const high = this.#apply(operation, splitsA ? this.high(a) : a, splitsB ? this.high(b) : b);
    const result = this.#make(atom, low, high);
    const place = (hash(first, b, 0) & (this.#results.length / 3 - 1)) * 3;
    this.#results[place] = first;
    this.#results[place + 1] = b;
    this.#results[place + 2] = result;
    return result;
  }

  #make(atom: number, low: Bdd, high: Bdd): Bdd {
    if (low === OVERFLOW || high === OVERFLOW) return OVERFLOW;
    if (low === high) return low;
    const bucket = hash(atom, low, high) & (this.#buckets.length - 1);
    for (let bdd = this.#buckets[bucket] ?? 0; bdd !== 0; bdd = this.#chains[bdd] ?? 0) {
      if (this.#atoms[bdd] === atom && this.#lows[bdd] === low && this.#highs[bdd] === high) return bdd;
    }
    if (this.#size >= MAX_NODES) return OVERFLOW;
    if (this.#size === this.#atoms.length) this.#grow();
    const bdd = this.#size++;
    this.#atoms[bdd] = atom;
    this.#lows[bdd] = low;
    this.#highs[bdd] = high;
    this.#link(bdd);
    return bdd;
  }

  #link(bdd: Bdd): void {
    const bucket = hash(this.atomOf(bdd), this.low(bdd), this.high(bdd)) & (this.#buckets.length - 1);
    this.#chains[bdd] = this.#buckets[bucket] ?? 0;
    this.#buckets[bucket] = bdd;
  }

  #grow(): void {
    this.#atoms = doubled(this.#atoms);
    this.#lows = doubled(this.#lows);
    this.#highs = doubled(this.#highs);
    this.#chains = doubled(this.#chains);
    this.#buckets = new Int32Array(this.#atoms.length);
    this.#results = new Int32Array(this.#atoms.length * 3).fill(OVERFLOW);
    for (let bdd = 2; bdd < this.#size; bdd++) this.#link(bdd);
  }
}

/** The result where it needs no look at the diagrams. */
function simplify(operation: Operation, a: Bdd, b: Bdd): Bdd | null {
  if (operation === OR) {
    if (a === TRUE || b === TRUE) return TRUE;
    if (a === FALSE || a === b) return b;
    if (b === FALSE) return a;
  } else {
    if (a === FALSE || b === (operation === AND ? FALSE : TRUE)) return FALSE;
    if (operation === AND ? b === TRUE || a === b : b === FALSE) return a;
    if (operation === AND && a === TRUE) return b;
    if (operation === AND_NOT && a === b) return a === OVERFLOW ? OVERFLOW : FALSE;
  }
  return a === OVERFLOW || b === OVERFLOW ? OVERFLOW : null;
}

function hash(a: number, b: number, c: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 15)) & 0x7fffffff;
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
