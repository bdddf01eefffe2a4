import {
  defaultKeywords,
  hooksKeywords,
  inheritKeywords,
  jobVariableKeywords,
  rootKeywords,
  variableKeywords,
} from './default.js';
import {
  allowFailureKeywords,
  childTriggerKeywords,
  dashboardKeywords,
  dockerOptionsKeywords,
  environmentKeywords,
  forwardKeywords,
  idTokenKeywords,
  imageKeywords,
  includeKeywords,
  jobInputKeywords,
  kubernetesKeywords,
  kubernetesOptionsKeywords,
  managedResourcesKeywords,
  parallelKeywords,
  projectTriggerKeywords,
  retryKeywords,
  serviceKeywords,
  stepKeywords,
} from './execution.js';
import {
  artifactsKeywords,
  cacheKeyKeywords,
  cacheKeywords,
  coverageReportKeywords,
  pagesKeywords,
  releaseAssetsKeywords,
  releaseKeywords,
  releaseLinkKeywords,
  reportsKeywords,
} from './files.js';
import { specIncludeKeywords, specInputKeywords, specInputRuleKeywords, specKeywords } from './header.js';
import { buildKeywords, processableKeywords, triggerJobKeywords } from './job.js';
import type { KeywordTable } from './keyword.js';
import {
  autoCancelKeywords,
  changesKeywords,
  existsKeywords,
  includeRuleKeywords,
  jobNeedKeywords,
  needKeywords,
  policyKeywords,
  ruleKeywords,
  workflowKeywords,
  workflowRuleKeywords,
} from './rules.js';
import {
  dastConfigurationKeywords,
  namedSecretKeywords,
  secretKeywords,
  vaultEngineKeywords,
  vaultKeywords,
} from './secrets.js';

/** The entries that have keywords of their own. */
export type EntryName =
  | 'root'
  | 'default'
  | 'workflow'
  | 'workflowRule'
  | 'job'
  | 'triggerJob'
  | 'inherit'
  | 'hooks'
  | 'variable'
  | 'jobVariable'
  | 'rule'
  | 'changes'
  | 'exists'
  | 'autoCancel'
  | 'policy'
  | 'need'
  | 'jobNeed'
  | 'artifacts'
  | 'reports'
  | 'coverageReport'
  | 'cache'
  | 'cacheKey'
  | 'pages'
  | 'release'
  | 'releaseAssets'
  | 'releaseLink'
  | 'image'
  | 'service'
  | 'dockerOptions'
  | 'kubernetesOptions'
  | 'environment'
  | 'kubernetes'
  | 'retry'
  | 'parallel'
  | 'allowFailure'
  | 'idToken'
  | 'jobInput'
  | 'projectTrigger'
  | 'childTrigger'
  | 'forward'
  | 'include'
  | 'includeRule'
  | 'step'
  | 'managedResources'
  | 'dashboard'
  | 'secret'
  | 'vault'
  | 'vaultEngine'
  | 'namedSecret'
  | 'dastConfiguration'
  | 'spec'
  | 'specInput'
  | 'specInputRule'
  | 'specInclude';

/** Every keyword of GitLab CI YAML, by the entry it belongs to; `entry:NAME` shapes point into this table. */
export const keywordTables: Readonly<Record<EntryName, KeywordTable>> = {
  root: rootKeywords,
  default: defaultKeywords,
  workflow: workflowKeywords,
  workflowRule: workflowRuleKeywords,
  job: { ...processableKeywords, ...buildKeywords },
  triggerJob: { ...processableKeywords, ...triggerJobKeywords },
  inherit: inheritKeywords,
  hooks: hooksKeywords,
  variable: variableKeywords,
  jobVariable: jobVariableKeywords,
  rule: ruleKeywords,
  changes: changesKeywords,
  exists: existsKeywords,
  autoCancel: autoCancelKeywords,
  policy: policyKeywords,
  need: needKeywords,
  jobNeed: jobNeedKeywords,
  artifacts: artifactsKeywords,
  reports: reportsKeywords,
  coverageReport: coverageReportKeywords,
  cache: cacheKeywords,
  cacheKey: cacheKeyKeywords,
  pages: pagesKeywords,
  release: releaseKeywords,
  releaseAssets: releaseAssetsKeywords,
  releaseLink: releaseLinkKeywords,
  image: imageKeywords,
  service: serviceKeywords,
  dockerOptions: dockerOptionsKeywords,
  kubernetesOptions: kubernetesOptionsKeywords,
  environment: environmentKeywords,
  kubernetes: kubernetesKeywords,
  retry: retryKeywords,
  parallel: parallelKeywords,
  allowFailure: allowFailureKeywords,
  idToken: idTokenKeywords,
  jobInput: jobInputKeywords,
  projectTrigger: projectTriggerKeywords,
  childTrigger: childTriggerKeywords,
  forward: forwardKeywords,
  include: includeKeywords,
  managedResources: managedResourcesKeywords,
  dashboard: dashboardKeywords,
  secret: secretKeywords,
  vault: vaultKeywords,
  vaultEngine: vaultEngineKeywords,
  namedSecret: namedSecretKeywords,
  dastConfiguration: dastConfigurationKeywords,
  spec: specKeywords,
  specInput: specInputKeywords,
  specInputRule: specInputRuleKeywords,
  specInclude: specIncludeKeywords,
  includeRule: includeRuleKeywords,
  step: stepKeywords,
};
