/** A set of fixes that can be applied together. */
import { applyEdits, type Edit } from '../syntax/edit.js';
import { overlaps, type Range } from '../syntax/range.js';
import type { Fix } from './fix.js';

interface FileEdits {
  readonly edits: Edit[];
  /** Ranges of all fixes taken so far, sorted and disjoint. */
  readonly taken: Range[];
}

/** Collects fixes whose edits leave each other alone. Sources of one path are taken for one text. */
export class EditBatch {
  readonly #files = new Map<string, FileEdits>();
  readonly #fixes = new Set<string>();
  readonly #groups = new Set<string>();

  /** False when the fix overlaps one that is in already or itself, or when one of its group is in. A fix that is in already is taken and not applied twice. */
  add(fix: Fix): boolean {
    const key = fixKey(fix);
    if (this.#fixes.has(key)) return true;
    if (fix.isolation !== undefined && this.#groups.has(fix.isolation)) return false;
    if (overlapsItself(fix) || fix.edits.some(edit => this.#isTaken(edit))) return false;
    for (const edit of fix.edits) {
      const file = this.#fileOf(edit);
      file.taken.splice(firstStartingAfter(file.taken, edit.range.start), 0, edit.range);
      file.edits.push(edit);
    }
    this.#fixes.add(key);
    if (fix.isolation !== undefined) this.#groups.add(fix.isolation);
    return true;
  }

  /** The new text of each edited file, by path. */
  texts(): Map<string, string> {
    const texts = new Map<string, string>();
    for (const [path, { edits }] of this.#files) {
      const source = edits[0]?.source;
      if (source === undefined) continue;
      const own = edits.map(edit => ({ ...edit, source }));
      texts.set(path, applyEdits(source, own));
    }
    return texts;
  }

  #fileOf({ source }: Edit): FileEdits {
    const known = this.#files.get(source.path);
    if (known !== undefined) return known;
    const file = { edits: [], taken: [] };
    this.#files.set(source.path, file);
    return file;
  }

  #isTaken({ source, range }: Edit): boolean {
    const taken = this.#files.get(source.path)?.taken ?? [];
    const next = firstStartingAfter(taken, range.start);
    return taken.slice(Math.max(0, next - 2), next + 1).some(other => overlaps(other, range));
  }
}

/** Equal for fixes that do the same. */
function fixKey({ edits }: Fix): string {
  return edits
    .map(({ source, range, text }) => `${source.path}\0${range.start}\0${range.end}\0${text}`)
    .join('\0\0');
}

function overlapsItself({ edits }: Fix): boolean {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  return sorted.some((edit, index) => {
    const next = sorted[index + 1];
    const inside = edit.range.start <= edit.range.end && edit.range.end <= edit.source.text.length;
    return !inside || (next?.source.path === edit.source.path && next.range.start < edit.range.end);
  });
}

/** Index of the first range that starts after an offset. */
function firstStartingAfter(sorted: readonly Range[], offset: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
