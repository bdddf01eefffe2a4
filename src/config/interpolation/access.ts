/** `inputs.name`, `inputs.list[0]`: where a block takes its value from (gitlabhq, `config/interpolation/access.rb`). */
import type { Mapping, Value } from '../value.js';

const MAX_SEGMENTS = 5;
const MAX_BYTES = 1024;
const MAX_INDICES = 5;

/** A value, or why GitLab refuses the block. */
export type Evaluated =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly faults: readonly InterpolationFault[] };

export interface InterpolationFault {
  readonly kind: string;
  readonly message: string;
  readonly data: Readonly<Record<string, string | number | readonly string[]>>;
}

export function fault(
  kind: string,
  message: string,
  data: Readonly<Record<string, string | number | readonly string[]>> = {},
): Evaluated {
  return { ok: false, faults: [{ kind: `interpolation.${kind}`, message, data }] };
}

/** Follows an access path from the context, a mapping with `inputs` (and `component`). */
export function evaluateAccess(access: string, context: Mapping): Evaluated {
  const segments = splitSegments(access);
  const faults: InterpolationFault[] = [];
  if (segments.length <= 1) {
    const message = 'invalid pattern used for interpolation. valid pattern is $[[ inputs.input ]]';
    faults.push({ kind: 'interpolation.pattern', message, data: { access } });
  }
  if (byteLength(access) > MAX_BYTES) {
    const message = 'maximum interpolation expression size exceeded';
    faults.push({ kind: 'interpolation.size', message, data: { limit: MAX_BYTES } });
  }
  if (faults.length > 0) return { ok: false, faults };
  let value: Value = context;
  for (const segment of segments) {
    const next: Evaluated = segment.includes('[')
      ? takeIndexed(value, segment, access)
      : takeKey(value, segment, access);
    if (!next.ok) return next;
    value = next.value;
  }
  return { ok: true, value };
}

/** Ruby's `split('.', 5)`: what is left after four dots stays together. */
function splitSegments(access: string): readonly string[] {
  if (access === '') return [];
  const parts = access.split('.');
  return parts.length <= MAX_SEGMENTS
    ? parts
    : [...parts.slice(0, MAX_SEGMENTS - 1), parts.slice(MAX_SEGMENTS - 1).join('.')];
}

function takeKey(from: Value, key: string, access: string): Evaluated {
  const value = from.kind === 'mapping' ? from.entries.get(key)?.value : undefined;
  if (value !== undefined) return { ok: true, value };
  return fault('unknown', `unknown interpolation provided: \`${key}\` in \`${access}\``, {
    name: key,
    access,
    allowed: from.kind === 'mapping' ? [...from.entries.keys()] : [],
  });
}

function takeIndexed(from: Value, segment: string, access: string): Evaluated {
  const match = /^(\w*)((?:\[\d+\])+)$/.exec(segment);
  if (match === null) return fault(...describeBrokenIndex(segment, access));
  const [, key = '', written = ''] = match;
  if (key === '') return fault('index-no-key', `invalid indexed access without a key in \`${access}\``);
  const indices = written.slice(1, -1).split('][').map(Number);
  if (indices.length > MAX_INDICES) {
    const text = `too many array indices in \`${access}\` (maximum depth: ${MAX_INDICES})`;
    return fault('index-depth', text, { limit: MAX_INDICES });
  }
  const base = takeKey(from, key, access);
  if (!base.ok) return base;
  let value = base.value;
  for (const index of indices) {
    if (value.kind === 'unknown') break;
    if (value.kind !== 'list') {
      return fault('not-array', `cannot index into non-array value at [${index}] in \`${access}\``);
    }
    const item = value.items[index];
    if (item === undefined) {
      const size = value.items.length;
      const text = `array index ${index} out of bounds (size: ${size}) in \`${access}\``;
      return fault('out-of-bounds', text, { index, size });
    }
    value = item;
  }
  return { ok: true, value };
}

function describeBrokenIndex(segment: string, access: string): [kind: string, message: string] {
  const count = (bracket: string): number => segment.split(bracket).length;
  if (count('[') !== count(']')) {
    return ['index-bracket', `invalid array index in \`${access}\`: missing closing bracket`];
  }
  for (const [, content = ''] of segment.matchAll(/\[([^\]]*)\]/g)) {
    if (!/^\d+$/.test(content)) {
      return ['index-invalid', `invalid array index in \`${access}\`: \`${content}\` is not a valid index`];
    }
  }
  return ['index-syntax', `invalid array index syntax in \`${access}\``];
}

/** Bytes of the text in UTF-8. */
function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
