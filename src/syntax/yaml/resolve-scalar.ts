/**
 * What Ruby makes of a plain scalar: YAML 1.1 with the peculiarities of Psych (ruby/psych, lib/psych/scalar_scanner.rb),
 * such as `12:30` being 45000.
 */
import type { ScalarType } from '../node.js';

export interface ResolvedScalar {
  readonly type: ScalarType;
  readonly value: string | number | boolean | null;
  readonly text: string;
  /** Set when Psych raises instead of giving a value: what GitLab then prints. */
  readonly refusal?: string;
}

const nil: ResolvedScalar = { type: 'null', value: null, text: '' };
const yes: ResolvedScalar = { type: 'boolean', value: true, text: 'true' };
const no: ResolvedScalar = { type: 'boolean', value: false, text: 'false' };

const timestamp =
  /^-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?$/;
const date = /^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$/;
const sexagesimalInteger = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}$/;
const sexagesimalFloat = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}\.[0-9_]*$/;
const float =
  /^(?:[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integer = /^[-+]?(?:0b[01_,]+|0[0-7_,]+|0|[1-9](?:[0-9]|[,_][0-9])*|0x[0-9a-fA-F_,]+)$/;
/** After `+`, these make Psych see a string. */
const wordCharacter = /^[\p{L}\p{M}\p{Nl}_\s!@#$%^&*(){}<>|/\\~;=]/u;

/** The type and value of plain text; null for a string, the common case, which is its own value. */
export function resolvePlain(raw: string): ResolvedScalar | null {
  if (raw === '') return nil;
  const first = raw.charCodeAt(0);
  if (first === 43 || first === 45 || first === 46 || (first >= 48 && first <= 58)) {
    return raw.includes('\n') ? null : resolveNumeric(raw, first);
  }
  if (raw.length > 5) return null;
  return resolveWord(raw);
}

/** `^` and `$` are those of Ruby, so one line of several can decide. */
function resolveWord(raw: string): ResolvedScalar | null {
  if (/^[^ytonf~]/im.test(raw)) return null;
  if (raw === '~' || /^null$/im.test(raw)) return nil;
  if (/^(?:yes|true|on)$/im.test(raw)) return yes;
  if (/^(?:no|false|off)$/im.test(raw)) return no;
  return null;
}

function resolveNumeric(raw: string, first: number): ResolvedScalar | null {
  if (first === 58) return resolveSymbol(raw);
  if (first === 43 && wordCharacter.test(raw.slice(1))) return null;
  if (timestamp.test(raw)) return refusedDate(raw, 'Time');
  if (date.test(raw)) return refusedDate(raw, 'Date');
  if (/^-?\.inf$/i.test(raw)) {
    return first === 45
      ? { type: 'float', value: Number.NEGATIVE_INFINITY, text: '-Infinity' }
      : { type: 'float', value: Number.POSITIVE_INFINITY, text: 'Infinity' };
  }
  if (/^\.nan$/i.test(raw)) return { type: 'float', value: Number.NaN, text: 'NaN' };
  if (sexagesimalInteger.test(raw)) return sexagesimal(raw, 'integer');
  if (sexagesimalFloat.test(raw)) return sexagesimal(raw, 'float');
  if (float.test(raw)) return resolveFloat(raw);
  if (integer.test(raw)) return resolveInteger(raw);
  return null;
}

function refusedDate(raw: string, className: string): ResolvedScalar {
  return { type: 'date', value: raw, text: raw, refusal: `Tried to load unspecified class: ${className}` };
}

function resolveSymbol(raw: string): ResolvedScalar | null {
  if (raw.length < 2) return null;
  const quoted = /^:(["'])(.*)\1/.exec(raw);
  const name = quoted ? (quoted[2] ?? '').replace(/^:/, '') : raw.slice(1);
  return { type: 'symbol', value: name, text: name };
}

/** Psych weighs the first part with 60² and the second with 60, be there two parts or three. */
function sexagesimal(raw: string, type: 'integer' | 'float'): ResolvedScalar {
  const value = raw
    .split(':')
    .reduce((sum, part, index) => sum + rubyNumber(part, type) * 60 ** Math.abs(index - 2), 0);
  return { type, value, text: type === 'float' ? floatText(value) : String(value) };
}

/** Ruby's `to_i` and `to_f`: the number at the start of the text; a single `_` between digits is passed over. */
function rubyNumber(part: string, type: 'integer' | 'float'): number {
  const pattern = type === 'integer' ? /^[-+]?\d+(?:_\d+)*/ : /^[-+]?\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?/;
  return Number((pattern.exec(part)?.[0] ?? '0').replaceAll('_', ''));
}

function resolveFloat(raw: string): ResolvedScalar | null {
  if (/^[-+]?\.$/.test(raw)) return null;
  const digits = raw.replace(/[,_]|\.(?=[Ee]|$)/g, '');
  const value = /^[-+]?(?:\d|\.\d)/.test(digits) ? Number(digits) : Number.NaN;
  if (Number.isNaN(value)) return invalid(raw, 'float');
  return { type: 'float', value, text: floatText(value) };
}

function resolveInteger(raw: string): ResolvedScalar {
  const digits = raw.replace(/[,_]/g, '');
  const negative = digits.startsWith('-');
  const unsigned = digits.replace(/^[-+]/, '');
  const radix = /^0[bx]/.test(unsigned) ? unsigned : unsigned.replace(/^0(?=\d)/, '0o');
  if (radix === '0b' || radix === '0x') return invalid(raw, 'integer');
  const magnitude = Number(radix);
  const text = Number.isSafeInteger(magnitude)
    ? String(magnitude)
    : radix.startsWith('0')
      ? String(BigInt(radix))
      : unsigned;
  const sign = negative && magnitude !== 0 ? '-' : '';
  return { type: 'integer', value: sign === '-' ? -magnitude : magnitude, text: sign + text };
}

function invalid(raw: string, type: ScalarType): ResolvedScalar {
  return { type, value: Number.NaN, text: raw, refusal: 'Invalid YAML syntax' };
}

/** Ruby's `Float#to_s`: `1.0`, `1.0e+16`, `1.0e-05`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e16)) {
    const plain = String(value);
    return plain.includes('.') || plain.includes('e') ? plain : `${plain}.0`;
  }
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  const power = exponent.replace(/^[-+]/, '').padStart(2, '0');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${sign}${power}`;
}

/** What Psych makes of a tagged scalar; `tag` is the expanded one, quotes do not matter. Null for a string. */
export function resolveTagged(raw: string, tag: string): ResolvedScalar | null {
  if (tag === 'tag:yaml.org,2002:str' || /^!(?:str|ruby\/string)(?::|$)/.test(tag)) return null;
  if (tag === 'tag:yaml.org,2002:binary' || tag === '!binary') return decodeBinary(raw);
  if (tag === 'tag:yaml.org,2002:float' || tag === '!float') return resolveTaggedFloat(raw);
  if (/^!ruby\/sym(?:bol)?:?/.test(tag)) return { type: 'symbol', value: raw, text: raw };
  return resolvePlain(raw);
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Ruby's lenient `unpack('m')`: passes over what is no base64 and stops at the padding. */
function decodeBinary(raw: string): ResolvedScalar {
  let text = '';
  let bits = 0;
  let buffer = 0;
  for (const character of raw) {
    if (character === '=') break;
    const digit = base64.indexOf(character);
    if (digit === -1) continue;
    buffer = ((buffer << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    text += String.fromCharCode((buffer >> bits) & 0xff);
  }
  return { type: 'string', value: text, text };
}

function resolveTaggedFloat(raw: string): ResolvedScalar {
  const plain = resolvePlain(raw);
  if (plain?.refusal !== undefined) return plain;
  if (plain?.type !== 'integer' && plain?.type !== 'float') return invalid(raw, 'float');
  return { type: 'float', value: plain.value, text: floatText(Number(plain.value)) };
}

const rubyClasses = new Map([
  ['regexp', 'Regexp'],
  ['range', 'Range'],
  ['object:BigDecimal', 'BigDecimal'],
  ['object:DateTime', 'DateTime'],
  ['object:Complex', 'Complex'],
  ['object:Rational', 'Rational'],
]);

/** The Ruby class that a `!ruby/…` tag asks for; GitLab loads none of them. Null for other tags. */
export function forbiddenClass(tag: string, kind: 'scalar' | 'sequence' | 'mapping'): string | null {
  if (kind === 'mapping' && /^(?:!|tag:yaml\.org,2002:)set$/.test(tag)) return 'Psych::Set';
  if (kind === 'mapping' && /^(?:!|tag:yaml\.org,2002:)omap$/.test(tag)) return 'Psych::Omap';
  const match = /^!ruby\/(.+)$/.exec(tag);
  if (match === null) return null;
  const name = match[1] ?? '';
  if (kind === 'scalar') return rubyClasses.get(name) ?? null;
  if (kind === 'sequence') return /^array:(.+)$/.exec(name)?.[1] ?? null;
  return (
    /^(?:object|struct|array|exception|hash|marshalable|hash-with-ivars):(.+)$/.exec(name)?.[1] ??
    rubyClasses.get(name) ??
    new Map([
      ['object', 'Object'],
      ['object:', 'Object'],
      ['struct', 'Struct'],
      ['exception', 'Exception'],
    ]).get(name) ??
    null
  );
}
