/** Writes JavaScript values as YAML that Psych reads back as the same values. */
import { resolvePlain } from './resolve-scalar.js';

const writtenKey: unique symbol = Symbol('written');

/** YAML text that is put in as it is; it must fit on one line. */
export interface Written {
  readonly [writtenKey]: string;
}

/** What can be written: JSON values, and YAML text made with `written`, such as `!reference [.a, script]`. */
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | Written
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue };

export function written(text: string): Written {
  return { [writtenKey]: text };
}

/** How the text around the place is written. */
export interface Style {
  readonly newline: '\n' | '\r\n';
  /** Spaces by which a nested mapping is indented. */
  readonly step: number;
  /** Spaces by which the dashes of a list are indented below its key; 0 is allowed. */
  readonly listStep: number;
  readonly quote: 'single' | 'double';
}

/** libyaml's limit for the length of a key. */
export const maxKeyLength = 1024;

export const defaultStyle: Style = { newline: '\n', step: 2, listStep: 2, quote: 'double' };

/**
 * A value as block YAML whose first line stands at column `indent`; its other lines are indented by us, and no line
 * break ends it. Scalars and empty collections take one line, longer text becomes a `|` block.
 */
export function renderYaml(value: YamlValue, indent: number, style: Style = defaultStyle): string {
  if (isList(value)) {
    if (value.length === 0) return '[]';
    return joinLines(
      value.map(item => renderItem(item, indent, style)),
      indent,
      style,
    );
  }
  if (isRecord(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    return joinLines(
      entries.map(([key, item]) => renderEntry(key, item, indent, style)),
      indent,
      style,
    );
  }
  if (typeof value === 'string')
    return renderBlockText(value, indent, style) ?? renderText(value, false, style.quote);
  return renderFlow(value, style);
}

/** `key: value` at column `indent`, without the indentation of its first line. */
export function renderEntry(
  key: string,
  value: YamlValue,
  indent: number,
  style: Style = defaultStyle,
): string {
  return `${renderText(key, false, style.quote)}:${renderAfterColon(value, indent, style)}`;
}

/** What stands behind the colon of a key at column `indent`, with the space or line break in between. */
export function renderAfterColon(value: YamlValue, indent: number, style: Style): string {
  if (value === null) return '';
  if (isList(value) && value.length > 0) {
    const column = indent + style.listStep;
    return style.newline + ' '.repeat(column) + renderYaml(value, column, style);
  }
  if (isRecord(value) && Object.keys(value).length > 0) {
    const column = indent + style.step;
    return style.newline + ' '.repeat(column) + renderYaml(value, column, style);
  }
  return ` ${renderYaml(value, indent + style.step, style)}`;
}

/** `- value` with the dash at column `indent`, without the indentation of its first line. */
export function renderItem(value: YamlValue, indent: number, style: Style = defaultStyle): string {
  return `- ${value === null ? 'null' : renderYaml(value, indent + 2, style)}`;
}

/** A value on one line, fit for a place inside `[]` or `{}`. */
export function renderFlow(value: YamlValue, style: Style = defaultStyle): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return renderText(value, true, style.quote);
  if (typeof value === 'number') return renderNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(item => renderFlow(item, style)).join(', ')}]`;
  if (isWritten(value)) return value[writtenKey];
  const entries = Object.entries(value).map(
    ([key, item]) => `${renderText(key, true, style.quote)}: ${renderFlow(item, style)}`,
  );
  return `{${entries.join(', ')}}`;
}

/** A string that stands as a key. */
export function renderKey(key: string, quoted: boolean, quote: Style['quote']): string {
  return quoted ? quoteText(key, quote) : key;
}

/** True when a key needs no quotes. */
export function isPlainKey(key: string, inFlow: boolean): boolean {
  return isPlainText(key, inFlow);
}

/** A string on one line: without quotes where Psych then still reads this string, else in quotes. */
export function renderText(text: string, inFlow: boolean, quote: Style['quote']): string {
  return isPlainText(text, inFlow) ? text : quoteText(text, quote);
}

/** A string in quotes; in double ones where single ones cannot hold it, in single ones where that saves escapes. */
export function quoteText(text: string, quote: Style['quote']): string {
  if (!/^[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text))
    return quoteDouble(text);
  if (quote === 'double' && !/["\\]/.test(text)) return `"${text}"`;
  if (quote === 'single' && text.includes("'") && !/["\\]/.test(text)) return `"${text}"`;
  if (quote === 'double' && text.includes("'")) return quoteDouble(text);
  return `'${text.replaceAll("'", "''")}'`;
}

const shortEscapes = new Map([
  ['\0', '\\0'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

export function quoteDouble(text: string): string {
  let quoted = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const short = shortEscapes.get(character);
    if (short !== undefined) quoted += short;
    else if (isPrintable(point)) quoted += character;
    else quoted += `\\u${point.toString(16).padStart(4, '0')}`;
  }
  return `"${quoted}"`;
}

function isPrintable(point: number): boolean {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;
  return point !== 0x2028 && point !== 0x2029 && point !== 0xfeff && point !== 0xfffe && point !== 0xffff;
}

/** Words and numbers of other YAML versions, which people and tools may take for something else than text. */
const ambiguous = /^(?:y|n|=|<<|[-+]?0o[0-7]+|[-+]?\d[\d_,]*\.?\d*(?:[eE][-+]?\d+)?)$/i;

function isPlainText(text: string, inFlow: boolean): boolean {
  if (text === '' || resolvePlain(text) !== null || ambiguous.test(text)) return false;
  if (!/^[\x21-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u.test(text))
    return false;
  if (/[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u.test(text))
    return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text) || /^[-?:](?: |$)/.test(text) || text.endsWith(' ')) return false;
  if (/:(?: |$)| #/.test(text) || /^(?:---|\.\.\.)(?: |$)/.test(text)) return false;
  return !inFlow || !(/[,[\]{}]/.test(text) || /^[-?:]/.test(text));
}

function renderNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value < 0 ? '-.inf' : '.inf';
  const text = String(value);
  if (!text.includes('e')) return text;
  const [mantissa = '', exponent = ''] = text.split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent.startsWith('-') ? exponent : `+${exponent.replace('+', '')}`}`;
}

/**
 * Text of several lines as a `|` block whose lines stand at column `indent`. Null for text of one line, and for text
 * that a block would not give back: control characters, several line breaks at the end, a first line that is indented.
 */
export function renderBlockText(text: string, indent: number, style: Style): string | null {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  if (!body.includes('\n') || indent === 0 || /^[ \n]|\n$/.test(body)) return null;
  if (/[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u.test(body))
    return null;
  if (/^\t|\n[ \t]+(?:\n|$)/.test(body)) return null;
  const lines = body.split('\n').map(line => (line === '' ? '' : ' '.repeat(indent) + line));
  return [text.endsWith('\n') ? '|' : '|-', ...lines].join(style.newline);
}

function joinLines(lines: readonly string[], indent: number, style: Style): string {
  return lines.join(style.newline + ' '.repeat(indent));
}

function isWritten(value: YamlValue): value is Written {
  return typeof value === 'object' && value !== null && writtenKey in value;
}

export function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

export function isRecord(value: YamlValue): value is { readonly [key: string]: YamlValue } {
  return typeof value === 'object' && value !== null && !isList(value) && !isWritten(value);
}
