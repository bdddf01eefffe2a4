import type { Message } from './diagnostic.js';

/** Text with `{{name}}` placeholders. `{{name}}` is quoted as code, lists item by item; `{{{name}}}` is put in as it is. */
export interface MessageTemplate {
  readonly what: string;
  readonly why: string;
  readonly help?: string;
}

/** The first of many names, and how many there are. */
export interface NameList {
  readonly names: readonly string[];
  readonly total: number;
}

export type MessageData = Readonly<Record<string, string | number | readonly string[] | NameList>>;

type Names<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? (Name extends `{${infer Bare}` ? Bare : Name) | Names<Rest>
  : never;

/** The names of the placeholders that a finding has to fill. */
export interface PlaceholdersOf<Template extends MessageTemplate> {
  readonly required: Names<Template['what'] | Template['why']>;
}

const PLACEHOLDER = /\{\{\{(\w+)\}\}\}|\{\{(\w+)\}\}/g;
const LONGEST_QUOTE = 80;
const LONGEST_LIST = 8;

/** A word of the user's as it stands in all messages: in backquotes, on one line, cut where it is very long. */
export function quote(text: string): string {
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE - 1)}…` : text;
  const line = short.replace(/[\r\n\t]/g, char => (char === '\t' ? '\\t' : char === '\n' ? '\\n' : '\\r'));
  return line.includes('`') ? `'${line}'` : `\`${line}\``;
}

/** "`a`, `b` and `c`"; names past the eighth, and those of `total` that are not given, are counted. */
export function quoteList(names: readonly string[], total: number = names.length): string {
  const fits = total <= LONGEST_LIST && names.length === total;
  const shown = names.slice(0, fits ? LONGEST_LIST : LONGEST_LIST - 1).map(quote);
  const rest = total - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  if (last === undefined) return 'none';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** The message of a template; its help is empty when the data has no value for one of the placeholders in it. */
export function fillMessage(template: MessageTemplate, data: MessageData = {}): Message {
  return {
    what: fill(template.what, data) ?? template.what,
    why: fill(template.why, data) ?? template.why,
    help: template.help === undefined ? '' : (fill(template.help, data) ?? ''),
  };
}

function fill(text: string, data: MessageData): string | null {
  let complete = true;
  const filled = text.replace(PLACEHOLDER, (_, bare?: string, quoted?: string) => {
    const value = data[bare ?? quoted ?? ''];
    if (value === undefined) complete = false;
    return show(value ?? '', bare === undefined);
  });
  return complete ? filled : null;
}

function show(value: MessageData[string], quoted: boolean): string {
  if (typeof value === 'object') {
    const { names, total } = 'names' in value ? value : { names: value, total: value.length };
    return quoted ? quoteList(names, total) : names.join(', ');
  }
  return quoted ? quote(String(value)) : String(value);
}
