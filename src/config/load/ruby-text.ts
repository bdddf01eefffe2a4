/** How Ruby prints values; GitLab's messages and interpolated texts are made of this. */
import type { Mapping, Value } from '../value.js';

/** The text of a key. Keys that are no scalars are Ruby objects, which GitLab prints with `inspect`. */
export function keyText(key: Value): string {
  return key.kind === 'scalar' ? key.text : inspect(key);
}

/** Ruby's `to_s`. */
export function toText(value: Value): string {
  return value.kind === 'scalar' ? value.text : inspect(value);
}

/** Ruby's `inspect` of a value after GitLab has turned the keys of hashes into symbols. */
export function inspect(value: Value): string {
  switch (value.kind) {
    case 'scalar':
      if (value.type === 'string') return inspectString(value.text);
      if (value.type === 'symbol') return inspectSymbol(value.text);
      return value.type === 'null' ? 'nil' : value.text;
    case 'list':
      return `[${value.items.map(inspect).join(', ')}]`;
    case 'mapping':
      return inspectMapping(value);
    case 'reference':
      return `#<Gitlab::Ci::Config::Yaml::Tags::Reference>`;
    case 'unknown':
      return 'nil';
  }
}

/** The form of Ruby 3.3, `{:a=>1}`. */
function inspectMapping(mapping: Mapping): string {
  const pairs = Array.from(
    mapping.entries,
    ([name, { value }]) => `${inspectSymbol(name)}=>${inspect(value)}`,
  );
  return `{${pairs.join(', ')}}`;
}

export function inspectSymbol(name: string): string {
  return /^[A-Za-z_]\w*[?!]?$/.test(name) ? `:${name}` : `:${inspectString(name)}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\u001b': '\\e',
  '\u0007': '\\a',
  '\b': '\\b',
  '\v': '\\v',
  '\f': '\\f',
};

function inspectString(text: string): string {
  const escaped = text
    .replace(/["\\\x00-\x1f\x7f]/g, character => ESCAPES[character] ?? hexEscape(character))
    .replace(/#(?=[{$@])/g, '\\#');
  return `"${escaped}"`;
}

function hexEscape(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** What `to_json` writes, without spaces. */
export function toJsonText(value: Value): string {
  switch (value.kind) {
    case 'scalar':
      if (value.type === 'string' || value.type === 'symbol') return JSON.stringify(value.text);
      return value.type === 'null' ? 'null' : value.text;
    case 'list':
      return `[${value.items.map(toJsonText).join(',')}]`;
    case 'mapping': {
      const pairs = Array.from(
        value.entries,
        ([name, entry]) => `${JSON.stringify(name)}:${toJsonText(entry.value)}`,
      );
      return `{${pairs.join(',')}}`;
    }
    default:
      return 'null';
  }
}
