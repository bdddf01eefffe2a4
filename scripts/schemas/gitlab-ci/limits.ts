/** What values have to fulfil besides the form that the keyword tables give them. */
import { keywordNames } from '../../../src/config/keywords/keyword.js';
import { type EntryName, keywordTables } from '../../../src/config/keywords/tables.js';
import { INPUT_TYPES } from '../../../src/config/keywords/values.js';
import { conditional, type JsonSchema, type Limits } from './value.js';

const NOT_EMPTY: JsonSchema = { minLength: 1 };
const PROJECT_PATH: JsonSchema = {
  pattern: '\\$|^[^/\\s]+(?:/[^/\\s]+)+$',
  // Editors show it in place of the pattern.
  patternErrorMessage: 'The full path of a project, such as group/project.',
};
const CACHE_KEY: JsonSchema = { pattern: '^(?!\\.+$)[^/]*$' };
const SCRIPT: JsonSchema = { minLength: 1, minItems: 1 };
const INPUT_NAMES: JsonSchema = { propertyNames: { pattern: '^[a-zA-Z0-9_-]+$' } };
const MATRIX: JsonSchema = {
  type: 'array',
  items: {
    anyOf: [
      {
        type: 'object',
        minProperties: 1,
        additionalProperties: {
          anyOf: [
            { type: ['string', 'number'] },
            { type: 'array', items: { anyOf: [{ type: ['string', 'number'] }, { type: 'array' }] } },
          ],
        },
      },
      { $ref: '#/definitions/reference' },
    ],
  },
};

const GIT_STEP: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['url', 'rev'],
  properties: texts('url', 'rev', 'dir', 'file'),
};
const OCI_STEP: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['registry', 'repository', 'tag'],
  properties: texts('registry', 'repository', 'tag', 'dir', 'file'),
};

function texts(...names: readonly string[]): JsonSchema {
  return Object.fromEntries(names.map(name => [name, { type: 'string' }]));
}

/** By `entry.keyword`. A keyword that several entries share is limited in all of them. */
export const KEYWORD_LIMITS: Readonly<Record<string, Limits>> = {
  'job.script': { script: SCRIPT },
  'job.image': { string: NOT_EMPTY },
  'job.retry': { integer: { minimum: 0, maximum: 2 } },
  'job.parallel': { integer: { minimum: 1, maximum: 200 } },
  'job.tags': { strings: { maxItems: 49 } },
  'triggerJob.trigger': { string: PROJECT_PATH },
  'workflow.name': { string: { maxLength: 255 } },
  'inherit.default': {
    strings: { items: { type: 'string', enum: keywordNames(keywordTables.default) } },
  },
  'rule.exists': { string: false },
  'exists.paths': { string: false, strings: { maxItems: 50 } },
  'changes.paths': { strings: { maxItems: 50 } },
  'include.project': { string: PROJECT_PATH },
  'include.inputs': { hash: INPUT_NAMES },
  'projectTrigger.project': { string: PROJECT_PATH },
  'projectTrigger.inputs': { hash: INPUT_NAMES },
  'image.pull_policy': { strings: { minItems: 1 } },
  'service.command': { script: { minItems: 1 } },
  'dockerOptions.platform': { string: { minLength: 1, maxLength: 64 } },
  'dockerOptions.user': { string: { minLength: 1, maxLength: 255 } },
  'kubernetesOptions.user': { string: { minLength: 1, maxLength: 255 } },
  'environment.url': { string: { maxLength: 255 } },
  'dashboard.namespace': { string: { minLength: 1, maxLength: 63 } },
  'dashboard.flux_resource_path': { string: { minLength: 1, maxLength: 255 } },
  'artifacts.expose_as': { string: { maxLength: 100 } },
  'cache.key': { string: CACHE_KEY },
  'cache.fallback_keys': { strings: { maxItems: 5 } },
  'cacheKey.files': { strings: { minItems: 1, maxItems: 10 } },
  'cacheKey.files_commits': { strings: { minItems: 1, maxItems: 2 } },
  'cacheKey.prefix': { string: CACHE_KEY },
  'releaseAssets.links': { 'entries:releaseLink': { minItems: 1 } },
  'retry.max': { integer: { minimum: 0, maximum: 2 } },
  'retry.exit_codes': { integers: { uniqueItems: true } },
  'parallel.matrix': { any: MATRIX },
  'step.step': {
    hash: {
      additionalProperties: false,
      properties: { git: GIT_STEP, oci: OCI_STEP },
      minProperties: 1,
      maxProperties: 1,
    },
  },
  'spec.description': { string: { maxLength: 256 } },
  'specInput.options': { list: { maxItems: 50 } },
  'jobInput.options': { any: { type: 'array', maxItems: 50 } },
};

/** Keywords that make no sense without a value, though to GitLab most of them are then not there. */
export const NEVER_NULL: ReadonlySet<string> = new Set([
  'job.image',
  'job.services',
  'job.identity',
  'job.trigger',
  'image.docker',
  'image.kubernetes',
  'need.job',
  'rule.if',
  'rule.needs',
  ...keywordNames(keywordTables.reports)
    .filter(name => name !== 'coverage_report')
    .map(name => `reports.${name}`),
]);

/** Reports that are one file, and not a list of them. */
export const ONE_FILE_REPORTS: readonly string[] = [
  'accessibility',
  'annotations',
  'browser_performance',
  'dotenv',
  'load_performance',
  'lsif',
];

const together = (...names: readonly string[]): JsonSchema => ({ not: { required: names } });
const someOf = (...names: readonly string[]): JsonSchema => ({
  anyOf: names.map(name => ({ required: [name] })),
});

const INPUT_DEFAULTS: readonly JsonSchema[] = [
  conditional({ not: { required: ['type'] } }, defaultOf('string')),
  ...INPUT_TYPES.map(type =>
    conditional({ required: ['type'], properties: { type: { const: type } } }, defaultOf(type)),
  ),
];

function defaultOf(type: string): JsonSchema {
  return { properties: { default: { type: [type, 'null'] } } };
}

/** Keywords whose value may come from a variable, though it is one of a list. */
export const VARIABLE_VALUES: ReadonlySet<string> = new Set(['cache.policy', 'environment.deployment_tier']);

/** What holds between the keywords of an entry. Other files may add what is missing, so little is required. */
export const ENTRY_LIMITS: Readonly<Partial<Record<EntryName, JsonSchema>>> = {
  image: { required: ['name'] },
  service: { required: ['name'], allOf: [{ properties: { entrypoint: { minItems: 1 } } }] },
  artifacts: together('access', 'public'),
  coverageReport: { required: ['coverage_format', 'path'] },
  cacheKey: {
    anyOf: [{ required: ['files'] }, { required: ['files_commits'] }],
    ...together('files', 'files_commits'),
  },
  exists: { required: ['paths'], dependencies: { ref: ['project'] } },
  changes: { required: ['paths'] },
  need: someOf('job', 'pipeline'),
  jobNeed: { required: ['job'] },
  parallel: { required: ['matrix'] },
  idToken: { required: ['aud'] },
  release: { required: ['tag_name', 'description'] },
  releaseAssets: { required: ['links'] },
  releaseLink: { required: ['name', 'url'] },
  include: {
    ...someOf('local', 'remote', 'template', 'component', 'project', 'artifact'),
    dependencies: {
      project: ['file'],
      file: ['project'],
      cache: ['remote'],
      integrity: ['remote'],
      artifact: ['job'],
    },
  },
  specInclude: {
    ...someOf('local', 'remote', 'project'),
    dependencies: { project: ['file'], file: ['project'], integrity: ['remote'] },
  },
  jobInput: { required: ['default'], allOf: INPUT_DEFAULTS },
  specInput: { allOf: [together('rules', 'default'), together('rules', 'options'), ...INPUT_DEFAULTS] },
  specInputRule: { required: ['default'] },
  step: {
    oneOf: ['step', 'script', 'action', 'steps', 'run', 'exec'].map(name => ({ required: [name] })),
    dependencies: {
      step: ['name'],
      script: { required: ['name'], ...together('inputs') },
      action: ['name'],
    },
  },
  secret: {
    oneOf: [
      'vault',
      'gcp_secret_manager',
      'azure_key_vault',
      'aws_secrets_manager',
      'akeyless',
      'gitlab_secrets_manager',
    ].map(name => ({ required: [name] })),
    dependencies: { gcp_secret_manager: ['token'] },
  },
  vault: { required: ['engine', 'path', 'field'] },
  vaultEngine: { required: ['name', 'path'] },
  namedSecret: { required: ['name'] },
};
