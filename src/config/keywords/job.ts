import { type KeywordTable, keyword, pick } from './keyword.js';
import { IDENTITIES, JOB_WHEN } from './values.js';

/** Keywords that jobs and trigger jobs share (`entry/processable.rb`). */
export const processableKeywords: KeywordTable = {
  stage: keyword('The stage the job belongs to.', 'stage', 'string', { default: 'test' }),
  extends: keyword(
    'Other jobs or hidden jobs whose keywords are merged into this one.',
    'extends',
    ['string', 'strings'],
    {
      since: '11.3',
    },
  ),
  rules: keyword(
    'Conditions that decide whether and how the job is added to a pipeline.',
    'rules',
    'entries:rule',
    {
      since: '12.3',
    },
  ),
  only: keyword('Refs and conditions for which the job is added; `rules` replaces it.', 'only--except', [
    'strings',
    'entry:policy',
  ]),
  except: keyword('Refs and conditions for which the job is left out; `rules` replaces it.', 'only--except', [
    'strings',
    'entry:policy',
  ]),
  variables: keyword('Variables of the job, over those of the pipeline.', 'variables', 'map:jobVariable'),
  inherit: keyword(
    'Which defaults and which top-level variables the job takes.',
    'inherit',
    'entry:inherit',
    { since: '12.9' },
  ),
  allow_failure: keyword('Whether the pipeline goes on when the job fails.', 'allow_failure', [
    'boolean',
    'entry:allowFailure',
  ]),
  when: keyword('On which outcome of earlier jobs, or on whose click, the job runs.', 'when', 'string', {
    values: JOB_WHEN,
    default: 'on_success',
  }),
  needs: keyword(
    'Jobs to wait for instead of all earlier stages.',
    'needs',
    ['entries:need', 'strings', 'entry:need'],
    { since: '12.2' },
  ),
  resource_group: keyword('A name of which only one job runs at a time.', 'resource_group', 'string', {
    since: '12.7',
  }),
  environment: keyword('The environment the job deploys to.', 'environment', ['string', 'entry:environment']),
  interruptible: keyword('Whether a newer pipeline may cancel the job.', 'interruptible', 'boolean', {
    since: '12.3',
    default: false,
  }),
};

/** Keywords of jobs that run on a runner, on top of the shared ones (`entry/job.rb`). */
export const buildKeywords: KeywordTable = {
  script: keyword('The commands the runner executes.', 'script', 'script'),
  run: keyword('Steps the runner executes in place of a script.', 'run', 'entries:step', { since: '17.3' }),
  before_script: keyword('Commands before `script`, in the same shell.', 'before_script', 'script'),
  after_script: keyword(
    'Commands after the job, in a new shell, whatever its outcome.',
    'after_script',
    'script',
  ),
  hooks: keyword('Commands at certain points of the execution.', 'hooks', 'entry:hooks', { since: '15.6' }),
  image: keyword('The container image the job runs in.', 'image', ['string', 'entry:image']),
  services: keyword('Containers that run beside the job.', 'services', ['strings', 'entries:service']),
  tags: keyword('Tags a runner must have to take the job.', 'tags', 'strings'),
  cache: keyword('Files kept between jobs and pipelines.', 'cache', ['entry:cache', 'entries:cache']),
  artifacts: keyword('Files the job uploads for later jobs and for people.', 'artifacts', 'entry:artifacts'),
  dependencies: keyword('Jobs whose artifacts are downloaded.', 'dependencies', 'strings'),
  coverage: keyword('A pattern that finds the coverage in the log.', 'coverage', 'pattern'),
  retry: keyword(
    'How often, and after which failures, the job is tried again.',
    'retry',
    ['integer', 'entry:retry'],
    { default: 0 },
  ),
  parallel: keyword('How many copies of the job run side by side, or a matrix of variables.', 'parallel', [
    'integer',
    'entry:parallel',
  ]),
  timeout: keyword('How long the job may run.', 'timeout', 'duration', { since: '12.3' }),
  start_in: keyword('How long a delayed job waits.', 'start_in', 'duration'),
  release: keyword('The release the job creates.', 'release', 'entry:release', { since: '13.2' }),
  id_tokens: keyword('JSON web tokens the job gets.', 'id_tokens', 'map:idToken', { since: '15.7' }),
  inputs: keyword('Values people can give when they run the job again.', 'inputs', 'map:jobInput', {
    since: '18.6',
  }),
  pages: keyword('Makes the job publish a Pages site.', 'pages', ['boolean', 'entry:pages'], {
    since: '16.7',
  }),
  publish: keyword('The folder of a Pages site.', 'pagespublish', 'string', {
    since: '16.1',
    deprecated: '17.9',
  }),
  manual_confirmation: keyword(
    'The question asked before a manual job starts.',
    'manual_confirmation',
    'string',
    { since: '17.1' },
  ),
  secrets: keyword('Secrets from an external vault.', 'secrets', 'map:secret', {
    since: '13.4',
    tier: 'premium',
  }),
  identity: keyword('Lets the job authenticate with a cloud.', 'identity', 'string', {
    values: IDENTITIES,
    since: '16.9',
    offering: 'gitlab.com',
  }),
  dast_configuration: keyword('Profiles of a DAST scan.', 'dast_configuration', 'entry:dastConfiguration', {
    since: '14.1',
    tier: 'ultimate',
  }),
};

/** Keywords of trigger jobs, on top of the shared ones (`entry/bridge.rb`). */
export const triggerJobKeywords: KeywordTable = {
  trigger: keyword('Starts a pipeline in another project or a child pipeline.', 'trigger', [
    'string',
    'entry:projectTrigger',
    'entry:childTrigger',
  ]),
  ...pick(buildKeywords, 'parallel'),
};
