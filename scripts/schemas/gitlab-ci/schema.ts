/** The JSON Schema of GitLab CI YAML, made from the keyword tables and, between them, the limits beside this file. */
import type { Keyword, KeywordTable } from '../../../src/config/keywords/keyword.js';
import { type EntryName, keywordTables } from '../../../src/config/keywords/tables.js';
import { EXAMPLES } from './examples.js';
import { ENTRY_LIMITS, KEYWORD_LIMITS, NEVER_NULL, ONE_FILE_REPORTS, VARIABLE_VALUES } from './limits.js';
import { type JsonSchema, type Limits, ref, valueSchema } from './value.js';

const REFERENCE_URL = 'https://docs.gitlab.com/ci/yaml/';
const DEPRECATED_URL = 'https://docs.gitlab.com/ci/yaml/deprecated_keywords/';

export type Tables = Readonly<Record<string, KeywordTable>>;

/** Today's syntax. */
export function currentSchema(): JsonSchema {
  return pipelineSchema(
    {
      title: 'GitLab CI/CD configuration',
      description: 'The syntax of .gitlab-ci.yml and the files it includes.',
    },
    { ...keywordTables, job: { ...keywordTables.job, ...keywordTables.triggerJob } },
    ENTRY_LIMITS,
  );
}

/** The schema of a whole file whose jobs have the keywords of `tables.job`. */
export function pipelineSchema(
  about: JsonSchema,
  tables: Tables,
  entryLimits: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const facts = factsByKeyword();
  const entry = (name: string): JsonSchema => {
    const required = (entryLimits[name]?.required ?? []) as readonly string[];
    const property = (key: string, keyword: Keyword): JsonSchema => ({
      title: key,
      ...documentation(keyword),
      ...propertyValue(
        keyword,
        facts.get(keyword) ?? PLAIN_FACTS,
        !required.includes(key) && !NEVER_NULL.has(`${name}.${key}`),
      ),
    });
    return {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(tables[name] ?? {}).map(([key, keyword]) => [key, property(key, keyword)]),
      ),
      ...entryLimits[name],
    };
  };
  const { properties, ...root } = entry('root');
  const named = Object.keys(tables).filter(name => name !== 'root' && name !== 'triggerJob');
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...about,
    ...root,
    properties: { ...(properties as object), spec: specProperty() },
    patternProperties: { '^\\.': hiddenJob() },
    additionalProperties: ref('job'),
    definitions: { ...COMMON, ...Object.fromEntries(named.map(name => [name, entry(name)])) },
  };
}

const COMMON: JsonSchema = {
  interpolation: {
    type: 'string',
    pattern: '\\$\\[\\[',
    description: 'An input or another value that GitLab puts in before it reads the file.',
  },
  reference: {
    type: 'array',
    minItems: 1,
    items: { type: 'string' },
    anyOf: [
      { items: [{ pattern: '^\\.[^/.]' }] },
      { minItems: 2, items: [{}, { enum: Object.keys({ ...keywordTables.job, ...keywordTables.root }) }] },
    ],
    $comment: '`!reference [.job, keyword]`, as editors see it that know the tag as a sequence.',
  },
  scalar: { type: ['string', 'number', 'boolean'] },
};

function specProperty(): JsonSchema {
  return {
    title: 'spec',
    description:
      'What the file takes from those who include it. Stands in a document of its own, before the rest.',
    markdownDescription: `What the file takes from those who include it. Stands in a document of its own, before the rest.\n\n[Documentation](${REFERENCE_URL}#spec)`,
    anyOf: [ref('spec')],
  };
}

/** GitLab does not look at hidden jobs until somebody extends them, so all is allowed that is something. */
function hiddenJob(): JsonSchema {
  return {
    description: 'A hidden job: never run, but extended and referenced by others.',
    anyOf: [ref('job'), { not: { type: 'null' } }],
  };
}

interface Facts {
  readonly limits: Limits;
  readonly variable: boolean;
  readonly examples: readonly unknown[] | undefined;
}

const PLAIN_FACTS: Facts = { limits: {}, variable: false, examples: undefined };

/** What is known of a keyword holds wherever the tables take it up again. */
function factsByKeyword(): ReadonlyMap<Keyword, Facts> {
  const oneFile = new Set(ONE_FILE_REPORTS.map(name => `reports.${name}`));
  const paths = [...Object.keys(KEYWORD_LIMITS), ...VARIABLE_VALUES, ...Object.keys(EXAMPLES), ...oneFile];
  return new Map(
    paths.map(path => [
      keywordAt(path),
      {
        limits: { ...KEYWORD_LIMITS[path], ...(oneFile.has(path) && { strings: false }) },
        variable: VARIABLE_VALUES.has(path),
        examples: EXAMPLES[path],
      },
    ]),
  );
}

function keywordAt(path: string): Keyword {
  const [entry = '', name = ''] = path.split('.');
  const keyword = keywordTables[entry as EntryName]?.[name];
  if (keyword === undefined) throw new Error(`There is no keyword ${path}.`);
  return keyword;
}

function propertyValue(keyword: Keyword, facts: Facts, nullable: boolean): JsonSchema {
  const more = [
    ...(facts.variable ? [{ type: 'string', pattern: '\\$' }] : []),
    ...(nullable ? [{ type: 'null' }] : []),
  ];
  return {
    ...valueSchema(keyword, facts.limits, more, looseForms),
    ...(keyword.default !== undefined && { default: keyword.default }),
    ...(facts.examples && { examples: facts.examples }),
  };
}

/** In a map, variables may be plain values, and an input of a header may have nothing to say of itself. */
function looseForms(entry: string): readonly JsonSchema[] {
  if (entry === 'specInput') return [{ type: 'null' }];
  return 'value' in (keywordTables[entry as EntryName] ?? {}) ? [ref('scalar'), { type: 'null' }] : [];
}

function documentation(keyword: Keyword): JsonSchema {
  const notes = notesOf(keyword);
  const description = [keyword.summary, ...notes].join(' ');
  const url = documentationUrl(keyword);
  return {
    description,
    ...(url !== null && { markdownDescription: `${description}\n\n[Documentation](${url})` }),
    ...(keyword.deprecated !== undefined && {
      deprecationMessage: `Deprecated since GitLab ${keyword.deprecated}.`,
    }),
  };
}

function notesOf({ since, deprecated, tier, offering, newValues }: Keyword): string[] {
  const newer = Object.entries(newValues ?? {}).map(
    ([value, version]) => `\`${value}\` since GitLab ${version}.`,
  );
  return [
    ...(since === undefined ? [] : [`Since GitLab ${since}.`]),
    ...newer,
    ...(tier === undefined ? [] : [tier === 'ultimate' ? 'Ultimate only.' : 'Premium and Ultimate only.']),
    ...(offering === undefined ? [] : ['GitLab.com only.']),
    ...(deprecated === undefined ? [] : [`Deprecated since GitLab ${deprecated}.`]),
  ];
}

function documentationUrl({ docs }: Keyword): string | null {
  if (docs === null) return null;
  return `${/^only/.test(docs) ? DEPRECATED_URL : REFERENCE_URL}#${docs}`;
}
