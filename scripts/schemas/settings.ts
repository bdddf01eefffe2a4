/** The JSON Schema of ci-lint's settings: what is written here, and one entry for each rule. */
import { DIALECTS } from '../../src/config/dialect.js';
import { TIERS } from '../../src/config/keywords/keyword.js';
import { DEFAULT_TARGET } from '../../src/config/keywords/target.js';
import type { AnyLintRule } from '../../src/linter/lint-rule.js';

type Schema = Readonly<Record<string, unknown>>;

const LEVELS = ['off', 'info', 'warning', 'error'];

const FILES: Schema = {
  type: 'array',
  items: { type: 'string' },
  description: 'Globs, relative to the folder of the settings file.',
};

const DIALECT: Schema = {
  type: 'string',
  enum: DIALECTS,
  description:
    'The syntax of configurations that do not name it in a line `# ci-lint-dialect: …`. No GitLab runs `proposed`.',
};

const INCLUDES: Schema = {
  type: 'array',
  description:
    'Where the text of includes from elsewhere stands on this machine. Paths are relative to the settings file.',
  items: {
    type: 'object',
    additionalProperties: false,
    properties: {
      project: { type: 'string', description: 'As in `include:project`.' },
      ref: { type: 'string', description: 'As in `include:ref`; without it, the entry holds for every ref.' },
      file: { type: 'string', description: 'As in `include:file`; with it, `path` is that file.' },
      template: { type: 'string', description: 'As in `include:template`.' },
      remote: { type: 'string', description: 'As in `include:remote`.' },
      component: { type: 'string', description: 'As in `include:component`.' },
      path: { type: 'string', description: 'The file that holds the text.' },
      folder: { type: 'string', description: 'A checkout of the whole project, or a folder of templates.' },
    },
  },
};

const LIMITS: Schema = {
  type: 'object',
  additionalProperties: false,
  description: "Limits that a GitLab administrator can change; the defaults are GitLab's.",
  properties: {
    maxIncludes: { type: 'integer', minimum: 0, description: '`ci_max_includes`, 150 by default.' },
    maxYamlBytes: { type: 'integer', minimum: 1, description: '`max_yaml_size_bytes`, 2 MiB by default.' },
    maxYamlDepth: { type: 'integer', minimum: 1, description: '`max_yaml_depth`, 100 by default.' },
    maxNeeds: { type: 'integer', minimum: 0, description: '`ci_needs_size_limit`, 50 by default.' },
  },
};

const SCALAR: Schema = { type: ['string', 'number', 'boolean'] };

const DECLARATION: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    value: { ...SCALAR, description: 'Its value, unless whoever starts a pipeline gives another.' },
    values: {
      type: 'array',
      items: SCALAR,
      minItems: 1,
      uniqueItems: true,
      description: 'The only values that it ever has where it is set.',
    },
    set: {
      type: 'string',
      enum: ['always', 'sometimes', 'never'],
      default: 'sometimes',
      description: 'Whether pipelines have it from outside the configuration. With a `value`: always.',
    },
    protected: {
      type: 'boolean',
      default: false,
      description: 'Whether only pipelines of protected branches and tags have it.',
    },
  },
};

const VARIABLES: Schema = {
  type: 'object',
  description:
    'Variables that come from outside the configuration: of the project, its groups or the instance. A value, or what else is known.',
  propertyNames: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' },
  additionalProperties: {
    if: { type: 'object' },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
    then: DECLARATION,
    else: SCALAR,
  },
};

const REF_NAME: Schema = { type: 'string', pattern: '^[^\\s"~^:?*[\\\\]+$' };

function protectedRefs(kind: string): Schema {
  return {
    type: 'array',
    items: { type: 'string', minLength: 1 },
    description: `Names of protected ${kind}; \`*\` stands for any text. An empty list: none is.`,
  };
}

const VALUES: Schema = { type: 'object', additionalProperties: SCALAR };

export function settingsSchema(rules: readonly AnyLintRule[]): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of ci-lint',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      preset: {
        type: 'string',
        enum: ['recommended', 'strict', 'all', 'migration', 'none'],
        default: 'recommended',
        description:
          'Which rules run. `migration` runs those that prepare for other syntax, `none` only those that `rules` name.',
      },
      rules: { $ref: '#/definitions/rules' },
      overrides: {
        type: 'array',
        description: 'Rules, or a syntax, for the files of some paths; later entries win.',
        items: {
          type: 'object',
          required: ['files'],
          additionalProperties: false,
          properties: { files: FILES, rules: { $ref: '#/definitions/rules' }, dialect: DIALECT },
        },
      },
      dialect: { ...DIALECT, default: 'current' },
      ignores: {
        ...FILES,
        description: 'Files that are not linted when they are found in a folder or by a glob.',
      },
      inlineIgnores: { type: 'boolean', default: true, description: 'Whether ignore comments count.' },
      variables: VARIABLES,
      defaultBranch: { ...REF_NAME, description: 'The default branch of the project.' },
      protectedBranches: protectedRefs('branches'),
      protectedTags: protectedRefs('tags'),
      inputs: { ...VALUES, description: "Values for the inputs of the configuration's own `spec`." },
      includes: INCLUDES,
      limits: LIMITS,
      tier: {
        type: 'string',
        enum: TIERS,
        default: DEFAULT_TARGET.tier,
        description: 'The tier of the GitLab instance; keywords of higher ones are reported.',
      },
      gitlabVersion: {
        type: 'string',
        pattern: '^[0-9]+\\.[0-9]+$',
        default: DEFAULT_TARGET.gitlabVersion,
        description: 'The version of the GitLab instance, such as "17.11"; newer keywords are reported.',
      },
    },
    definitions: {
      level: { type: 'string', enum: LEVELS },
      rules: {
        type: 'object',
        additionalProperties: false,
        description:
          'A level for each rule: `off`, `info`, `warning`, `error`, or a list of a level and the options.',
        properties: Object.fromEntries(rules.map(rule => [rule.id, ruleSchema(rule)])),
      },
    },
  };
}

function ruleSchema({ meta }: AnyLintRule): Schema {
  const level = { $ref: '#/definitions/level' };
  if (meta.options === undefined) return { description: meta.summary, ...level };
  return {
    description: meta.summary,
    if: { type: 'array' },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
    then: { type: 'array', items: [level, meta.options.schema], minItems: 1, maxItems: 2 },
    else: level,
  };
}
