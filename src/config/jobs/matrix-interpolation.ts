import type { Json, Value } from '../value.js';

const BLOCK = /\$\[\[([^[\]]*)\]\]/g;

/**
 * Replaces `$[[ matrix.X ]]` in all texts of a need by the copy's value of X. Names that the matrix does not have are
 * added to `unknown` (`lib/gitlab/ci/config/interpolation/matrix_interpolator.rb`).
 */
export function interpolateMatrix(value: Json, matrix: ReadonlyMap<string, string>, unknown: string[]): Json {
  if (typeof value === 'string') {
    return value.replace(BLOCK, (block, access: string) => {
      const name = /^\s*matrix\.(.*?)\s*$/.exec(access)?.[1];
      if (name === undefined) return block;
      const text = matrix.get(name);
      if (text === undefined) unknown.push(name);
      return text ?? block;
    });
  }
  if (Array.isArray(value)) return value.map(item => interpolateMatrix(item, matrix, unknown));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, interpolateMatrix(inner, matrix, unknown)]),
  );
}

/** The text in a need that asks for a variable of the matrix. */
export function findBlock(value: Value, variable: string): Value | null {
  if (value.kind === 'scalar') return value.text.includes(`matrix.${variable}`) ? value : null;
  const children =
    value.kind === 'list'
      ? value.items
      : value.kind === 'mapping'
        ? Array.from(value.entries.values(), entry => entry.value)
        : [];
  for (const child of children) {
    const found = findBlock(child, variable);
    if (found !== null) return found;
  }
  return null;
}
