/** The JSON Schema of a keyword's value, from the forms that the keyword tables give it. */
import type { Keyword, Shape } from '../../../src/config/keywords/keyword.js';

export type JsonSchema = { readonly [word: string]: unknown };

/** What a form has to fulfil besides its type; `false` takes the form away. */
export type Limits = Readonly<Partial<Record<Shape, JsonSchema | false>>>;

export function ref(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}

export function conditional(test: JsonSchema, consequence: JsonSchema, otherwise?: JsonSchema): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
  return { if: test, then: consequence, ...(otherwise && { else: otherwise }) };
}

const STRING: JsonSchema = { type: 'string' };

const PLAIN: Readonly<Partial<Record<Shape, JsonSchema>>> = {
  string: STRING,
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  null: { type: 'null' },
  scalar: ref('scalar'),
  duration: { type: 'string', minLength: 1 },
  expression: STRING,
  pattern: { type: 'string', pattern: '^/.*/[a-z]*$' },
  strings: { type: 'array', items: STRING },
  integers: { type: 'array', items: { type: 'integer' } },
  'nested-strings': { type: 'array', items: { anyOf: [STRING, { type: 'array' }] } },
  any: {},
  hash: { type: 'object' },
  list: { type: 'array' },
  scalars: { type: 'object', additionalProperties: ref('scalar') },
};

const SCRIPT: readonly JsonSchema[] = [
  STRING,
  {
    type: 'array',
    items: { anyOf: [STRING, { type: 'array' }] },
    description: 'Commands, one after the other.',
  },
];

interface Context {
  readonly accepts: readonly Shape[];
  readonly values: readonly string[] | undefined;
  readonly limits: Limits;
  /** What may stand in a map in place of the hash of an entry. */
  readonly loose: (entry: string) => readonly JsonSchema[];
}

/** Described apart, since editors take alternatives without description for the keyword itself. */
const REFERENCE: JsonSchema = {
  ...ref('reference'),
  description: 'A value from elsewhere, by `!reference`.',
};

/** Forms that are text anyway, so that `$[[ … ]]` needs no form of its own. */
const TEXTUAL: readonly Shape[] = ['string', 'scalar', 'duration', 'expression', 'script', 'any'];

/**
 * The value of a keyword: its forms, and those that editors see in their place. `$[[ … ]]` stands for any value, and
 * `!reference [.job, keyword]` is a list to them. To GitLab a keyword without value is one that is not there.
 */
export function valueSchema(
  keyword: Keyword,
  limits: Limits,
  more: readonly JsonSchema[],
  loose: Context['loose'],
): JsonSchema {
  const accepts = keyword.accepts.filter(shape => limits[shape] !== false);
  const context = { accepts, values: keyword.values, limits, loose };
  const forms = joinLists(accepts.flatMap(shape => formSchemas(shape, context)));
  if (forms.some(form => Object.keys(form).length === 0)) return {};
  const isScript = accepts.includes('script');
  const textual = accepts.some(shape => TEXTUAL.includes(shape)) && keyword.values === undefined;
  const limited = !isScript && accepts.some(shape => limits[shape]);
  if (!textual || limited) forms.push(ref('interpolation'));
  const isList = !isScript && forms.some(({ type }) => type === 'array');
  if (!isScript && !isList) forms.push(REFERENCE);
  const whole = { anyOf: [...forms, ...more] };
  // As one of several lists, the reference would spoil completion and the choice of the fault that editors show.
  return isList ? { if: ref('reference'), else: whole } : whole;
}

function formSchemas(shape: Shape, context: Context): JsonSchema[] {
  const bases = shape === 'script' ? SCRIPT : [baseSchema(shape, context)];
  return bases.map(base => ({ ...base, ...(context.limits[shape] || {}) }));
}

function baseSchema(shape: Shape, { accepts, values, loose }: Context): JsonSchema {
  const [form, entry] = shape.split(':');
  if (entry !== undefined) {
    if (form === 'entry') return ref(entry);
    if (form === 'map')
      return { type: 'object', additionalProperties: { anyOf: [...loose(entry), ref(entry)] } };
    const short = accepts.includes('string') ? [STRING] : [];
    return { type: 'array', items: { anyOf: [ref(entry), ...short, { type: 'array' }] } };
  }
  const item = values === undefined ? undefined : { enum: values };
  if (shape === 'string' && item !== undefined) return { type: 'string', ...item };
  if (shape === 'strings' && item !== undefined) {
    return { type: 'array', items: { anyOf: [{ type: 'string', ...item }, ref('interpolation')] } };
  }
  const plain = PLAIN[shape];
  if (plain === undefined) throw new Error(`There is no schema for values of the form ${shape}.`);
  return plain;
}

/** A list of names and a list of hashes may be mixed in one list. */
function joinLists(forms: readonly JsonSchema[]): JsonSchema[] {
  const isList = ({ type }: JsonSchema): boolean => type === 'array';
  const lists = forms.filter(isList);
  if (lists.length < 2) return [...forms];
  const items = lists.flatMap(list => alternatives(list.items as JsonSchema));
  const joined = { ...Object.assign({}, ...lists), items: { anyOf: items } };
  return [joined, ...forms.filter(form => !isList(form))];
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return Array.isArray(schema.anyOf) ? (schema.anyOf as readonly JsonSchema[]) : [schema];
}
