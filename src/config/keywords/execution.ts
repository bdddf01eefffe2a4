/** Keywords about where and how a job runs. */
import { type KeywordTable, keyword, pick } from './keyword.js';
import {
  DEPLOYMENT_TIERS,
  ENVIRONMENT_ACTIONS,
  INPUT_TYPES,
  PULL_POLICIES,
  RETRY_REASONS,
  TRIGGER_STRATEGIES,
} from './values.js';

/** Keywords of `image` (`entry/imageable.rb`). `ports` is for the Web IDE's own files and always refused here. */
export const imageKeywords: KeywordTable = {
  name: keyword('The image.', 'imagename', 'string'),
  entrypoint: keyword('What the container starts with.', 'imageentrypoint', 'strings'),
  docker: keyword('Options for Docker executors.', 'imagedocker', 'entry:dockerOptions', { since: '16.7' }),
  kubernetes: keyword('Options for Kubernetes executors.', 'imagekubernetes', 'entry:kubernetesOptions', {
    since: '18.0',
  }),
  ports: keyword('Ports of the container; not for CI files.', null, 'any'),
  pull_policy: keyword('When the image is pulled.', 'imagepull_policy', ['string', 'strings'], {
    values: PULL_POLICIES,
    since: '15.1',
  }),
};

/** Keywords of one of `services` (`entry/service.rb`). */
export const serviceKeywords: KeywordTable = {
  command: keyword('The command of the container.', 'services', 'script'),
  alias: keyword('The host name under which the job reaches it.', 'services', 'string'),
  variables: keyword('Variables of the service alone.', 'services', 'scalars', { since: '14.5' }),
  ...imageKeywords,
};

export const dockerOptionsKeywords: KeywordTable = {
  platform: keyword('The architecture of the image.', 'imagedocker', 'string'),
  user: keyword('The user in the container.', 'imagedocker', 'string', { since: '16.8' }),
};

export const kubernetesOptionsKeywords: KeywordTable = {
  user: keyword('The user in the container.', 'imagekubernetes', ['string', 'integer']),
};

/** Keywords of `environment` (`entry/environment.rb`). */
export const environmentKeywords: KeywordTable = {
  name: keyword('The name of the environment.', 'environmentname', 'string'),
  url: keyword('Where the deployed thing is.', 'environmenturl', 'string'),
  action: keyword('What the job does with the environment.', 'environmentaction', 'string', {
    values: ENVIRONMENT_ACTIONS,
    default: 'start',
  }),
  on_stop: keyword('The job that stops the environment.', 'environmenton_stop', 'string'),
  auto_stop_in: keyword('When the environment stops by itself.', 'environmentauto_stop_in', 'string', {
    since: '12.8',
  }),
  kubernetes: keyword('The cluster behind the environment.', 'environmentkubernetes', 'entry:kubernetes'),
  deployment_tier: keyword('What the environment is for.', 'environmentdeployment_tier', 'string', {
    values: DEPLOYMENT_TIERS,
    since: '13.10',
  }),
};

/** Keywords of `environment:kubernetes` (`entry/kubernetes.rb`). */
export const kubernetesKeywords: KeywordTable = {
  namespace: keyword('The namespace.', 'environmentkubernetes', 'string', { deprecated: '18.4' }),
  agent: keyword('The agent, `path/to/project:name`.', 'environmentkubernetes', 'string', { since: '17.6' }),
  flux_resource_path: keyword('The Flux resource.', 'environmentkubernetes', 'string', {
    since: '17.7',
    deprecated: '18.4',
  }),
  managed_resources: keyword(
    'Resources GitLab makes for the environment.',
    'environmentkubernetes',
    'entry:managedResources',
    { since: '18.0' },
  ),
  dashboard: keyword('What the dashboard shows.', 'environmentkubernetes', 'entry:dashboard', {
    since: '18.4',
  }),
};

export const managedResourcesKeywords: KeywordTable = {
  enabled: keyword('Whether GitLab makes them.', 'environmentkubernetes', 'boolean'),
};

export const dashboardKeywords: KeywordTable = {
  namespace: keyword('The namespace.', 'environmentkubernetes', 'string'),
  flux_resource_path: keyword('The Flux resource.', 'environmentkubernetes', 'string'),
};

export const retryKeywords: KeywordTable = {
  max: keyword('How often, at most 2.', 'retry', 'integer'),
  when: keyword('After which failures.', 'retrywhen', ['string', 'strings'], { values: RETRY_REASONS }),
  exit_codes: keyword('After which exit codes.', 'retryexit_codes', ['integer', 'integers'], {
    since: '16.10',
  }),
};

export const parallelKeywords: KeywordTable = {
  matrix: keyword('One copy of the job for each combination of values.', 'parallelmatrix', 'any', {
    since: '13.3',
  }),
};

export const allowFailureKeywords: KeywordTable = {
  exit_codes: keyword('The exit codes that may be.', 'allow_failureexit_codes', ['integer', 'integers'], {
    since: '13.8',
  }),
};

export const idTokenKeywords: KeywordTable = {
  aud: keyword('For whom the token is.', 'id_tokens', ['string', 'strings']),
};

/** Keywords of a job's `inputs` (`entry/base_input.rb`). */
export const jobInputKeywords: KeywordTable = {
  default: keyword('The value.', 'inputs', 'any'),
  description: keyword('What people read.', 'inputs', 'string'),
  options: keyword('The values people can choose from.', 'inputs', 'any'),
  regex: keyword('A pattern for the value.', 'inputs', 'string'),
  type: keyword('The type of the value.', 'inputs', 'string', { values: INPUT_TYPES }),
};

/** Keywords of `trigger` for another project (`entry/trigger.rb`). */
export const projectTriggerKeywords: KeywordTable = {
  project: keyword('The project whose pipeline is started.', 'triggerproject', 'string'),
  branch: keyword('Its branch.', 'triggerproject', 'string'),
  strategy: keyword('Whether the job waits for the pipeline.', 'triggerstrategy', 'string', {
    values: TRIGGER_STRATEGIES,
    newValues: { mirror: '18.2' },
  }),
  forward: keyword('Which variables go along.', 'triggerforward', 'entry:forward', { since: '14.9' }),
  inputs: keyword('Inputs of the other pipeline.', 'triggerinputs', 'hash', { since: '17.11' }),
};

/** Keywords of `trigger` for a child pipeline. */
export const childTriggerKeywords: KeywordTable = {
  ...pick(projectTriggerKeywords, 'strategy', 'forward', 'inputs'),
  include: keyword('The files of the child pipeline.', 'triggerinclude', ['string', 'entries:include']),
};

export const forwardKeywords: KeywordTable = {
  yaml_variables: keyword('Passes the variables of the trigger job on.', 'triggerforward', 'boolean', {
    default: true,
  }),
  pipeline_variables: keyword('Passes the variables of the pipeline on.', 'triggerforward', 'boolean', {
    default: false,
  }),
};

/** Keywords of one `include` (`entry/include.rb`); `artifact` and `job` only below `trigger`. */
export const includeKeywords: KeywordTable = {
  local: keyword('A file of this repository.', 'includelocal', 'string'),
  file: keyword('The file of another project.', 'includeproject', ['string', 'strings']),
  remote: keyword('A file from the web.', 'includeremote', 'string'),
  project: keyword('Another project.', 'includeproject', 'string'),
  ref: keyword('The ref of that project.', 'includeproject', 'string'),
  integrity: keyword('The checksum of a remote file.', 'includeintegrity', 'string', { since: '17.9' }),
  cache: keyword('How long a remote file is kept.', 'includecache', ['boolean', 'duration'], {
    since: '18.9',
  }),
  template: keyword("One of GitLab's templates.", 'includetemplate', 'string'),
  artifact: keyword('A file another job makes.', 'triggerinclude', 'string'),
  inputs: keyword('Values for the inputs of the file.', 'includeinputs', 'hash', { since: '15.11' }),
  job: keyword('The job that makes the artifact.', 'triggerinclude', 'string'),
  rules: keyword('Conditions under which the file is included.', 'includerules', 'entries:includeRule', {
    since: '14.2',
  }),
  component: keyword('A component of the catalog.', 'includecomponent', 'string', { since: '16.0' }),
};

/** Keywords of one step of `run` (`app/validators/json_schemas/run_steps.json`). */
export const stepKeywords: KeywordTable = {
  name: keyword('The name of the step.', 'run', 'string'),
  step: keyword('The step to run: a path, an address, or where to find it.', 'run', ['string', 'hash']),
  script: keyword('The commands to run.', 'run', 'string'),
  action: keyword('A GitHub action to run.', 'run', 'string'),
  run: keyword('A container to run.', 'run', 'string'),
  exec: keyword('A program to run.', 'run', 'hash'),
  steps: keyword('Steps to run one after the other.', 'run', 'entries:step'),
  inputs: keyword('Inputs of the step.', 'run', 'hash'),
  env: keyword('Variables of the step.', 'run', 'scalars'),
  outputs: keyword('Outputs of the steps.', 'run', 'hash'),
  delegate: keyword('The step whose outputs count.', 'run', 'string'),
};
