import { type KeywordTable, keyword, pick } from './keyword.js';
import { CANCEL_ON_JOB_FAILURE, CANCEL_ON_NEW_COMMIT, RULE_WHEN, WORKFLOW_RULE_WHEN } from './values.js';

/** Keywords of `workflow` (`entry/workflow.rb`). */
export const workflowKeywords: KeywordTable = {
  rules: keyword('Conditions under which a pipeline is created.', 'workflowrules', 'entries:workflowRule'),
  name: keyword('The name of the pipeline.', 'workflowname', 'string', { since: '15.5' }),
  auto_cancel: keyword(
    'What newer commits and failed jobs cancel.',
    'workflowauto_cancelon_new_commit',
    'entry:autoCancel',
    {
      since: '16.8',
    },
  ),
};

/** Keywords of one entry of a job's `rules` (`entry/rules/rule.rb`). */
export const ruleKeywords: KeywordTable = {
  if: keyword('An expression over variables.', 'rulesif', 'expression'),
  changes: keyword('Paths of which one must have changed.', 'ruleschanges', ['strings', 'entry:changes']),
  exists: keyword('Paths of which one must exist.', 'rulesexists', ['string', 'strings', 'entry:exists']),
  when: keyword('What becomes of the job when the rule matches.', 'ruleswhen', 'string', {
    values: RULE_WHEN,
  }),
  start_in: keyword('How long a delayed job waits.', 'start_in', 'duration'),
  allow_failure: keyword('Whether the job may fail when the rule matches.', 'rulesallow_failure', 'boolean'),
  variables: keyword('Variables the job gets when the rule matches.', 'rulesvariables', 'scalars'),
  needs: keyword(
    'Replaces the needs of the job when the rule matches.',
    'rulesneeds',
    ['strings', 'entries:jobNeed'],
    { since: '16.0' },
  ),
  interruptible: keyword(
    'Whether a newer pipeline may cancel the job when the rule matches.',
    'rulesinterruptible',
    'boolean',
    {
      since: '16.10',
    },
  ),
};

/** Keywords of one entry of `workflow:rules`. */
export const workflowRuleKeywords: KeywordTable = {
  ...pick(ruleKeywords, 'if', 'changes', 'exists', 'start_in', 'allow_failure', 'needs'),
  when: keyword('Whether a pipeline is created when the rule matches.', 'workflowrules', 'string', {
    values: WORKFLOW_RULE_WHEN,
  }),
  variables: keyword('Variables of the pipeline when the rule matches.', 'workflowrulesvariables', 'scalars'),
  auto_cancel: keyword(
    'What is cancelled, when the rule matches.',
    'workflowrulesauto_cancel',
    'entry:autoCancel',
    { since: '16.8' },
  ),
};

export const changesKeywords: KeywordTable = {
  paths: keyword('The paths.', 'ruleschangespaths', 'strings', { since: '15.2' }),
  compare_to: keyword('The ref against which changes are counted.', 'ruleschangescompare_to', 'string', {
    since: '15.3',
  }),
};

export const existsKeywords: KeywordTable = {
  paths: keyword('The paths.', 'rulesexistspaths', ['strings', 'string'], { since: '16.11' }),
  project: keyword('The project to look into.', 'rulesexistsproject', 'string', { since: '16.11' }),
  ref: keyword('The ref of that project.', 'rulesexistsproject', 'string', { since: '16.11' }),
};

export const autoCancelKeywords: KeywordTable = {
  on_new_commit: keyword('Which jobs a newer commit cancels.', 'workflowauto_cancelon_new_commit', 'string', {
    values: CANCEL_ON_NEW_COMMIT,
    default: 'conservative',
  }),
  on_job_failure: keyword('Which jobs a failed job cancels.', 'workflowauto_cancelon_job_failure', 'string', {
    values: CANCEL_ON_JOB_FAILURE,
    since: '16.10',
    default: 'none',
  }),
};

/** Keywords of `only` and `except` (`entry/policy.rb`). */
export const policyKeywords: KeywordTable = {
  refs: keyword('Branches, tags, pipeline sources or patterns.', 'onlyrefs--exceptrefs', 'strings'),
  variables: keyword('Expressions of which one must hold.', 'onlyvariables--exceptvariables', 'strings'),
  changes: keyword('Paths of which one must have changed.', 'onlychanges--exceptchanges', 'strings'),
  kubernetes: keyword('Whether the project has a cluster.', 'onlykubernetes--exceptkubernetes', 'string', {
    values: ['active'],
  }),
};

/** Keywords of one entry of `needs` (`entry/need.rb`). */
export const needKeywords: KeywordTable = {
  job: keyword('The job to wait for.', 'needs', 'string'),
  artifacts: keyword('Whether its artifacts are downloaded.', 'needsartifacts', 'boolean', {
    default: true,
  }),
  optional: keyword('Whether the job may be missing from the pipeline.', 'needsoptional', 'boolean', {
    since: '13.10',
    default: false,
  }),
  parallel: keyword('Which copies of a matrix job to wait for.', 'needsparallelmatrix', 'entry:parallel', {
    since: '16.3',
  }),
  pipeline: keyword('Another pipeline to take artifacts or a status from.', 'needspipelinejob', 'string'),
  project: keyword('Another project to take artifacts from.', 'needsproject', 'string', {
    since: '12.7',
    tier: 'premium',
  }),
  ref: keyword('The ref of that project.', 'needsproject', 'string', { since: '12.7' }),
};

/** Keywords of one entry of `include:rules` (`entry/include/rules/rule.rb`). */
export const includeRuleKeywords: KeywordTable = {
  ...pick(ruleKeywords, 'if', 'exists', 'changes'),
  when: keyword('Whether the file is included when the rule matches.', 'includerules', 'string', {
    values: WORKFLOW_RULE_WHEN,
  }),
};

/** Keywords of a need on a job of the same pipeline, the only kind that `rules` takes. */
export const jobNeedKeywords: KeywordTable = pick(needKeywords, 'job', 'artifacts', 'optional', 'parallel');
