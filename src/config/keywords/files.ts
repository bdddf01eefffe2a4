/** Keywords about files: `artifacts`, `cache`, `pages`, `release`. */
import { type KeywordTable, keyword } from './keyword.js';
import {
  ARTIFACT_ACCESS,
  CACHE_POLICIES,
  COVERAGE_FORMATS,
  RELEASE_LINK_TYPES,
  UPLOAD_WHEN,
} from './values.js';

/** Keywords of `artifacts` (`entry/artifacts.rb`). */
export const artifactsKeywords: KeywordTable = {
  name: keyword('The name of the archive.', 'artifactsname', 'string'),
  untracked: keyword('Adds all files that git does not track.', 'artifactsuntracked', 'boolean', {
    default: false,
  }),
  paths: keyword('The files.', 'artifactspaths', 'strings'),
  reports: keyword('Results that GitLab reads.', 'artifactsreports', 'entry:reports'),
  when: keyword('On which outcome of the job the files are uploaded.', 'artifactswhen', 'string', {
    values: UPLOAD_WHEN,
    default: 'on_success',
  }),
  expire_in: keyword('How long the files are kept.', 'artifactsexpire_in', 'duration'),
  expose_as: keyword('The name under which a merge request shows them.', 'artifactsexpose_as', 'string', {
    since: '12.5',
  }),
  exclude: keyword('Files to leave out.', 'artifactsexclude', 'strings', { since: '13.1' }),
  public: keyword('Whether everybody may download them.', 'artifactspublic', 'boolean', { since: '13.8' }),
  access: keyword('Who may download them.', 'artifactsaccess', 'string', {
    values: ARTIFACT_ACCESS,
    since: '16.11',
    newValues: { maintainer: '18.4' },
    default: 'all',
  }),
};

const REPORT_NAMES = [
  'junit',
  'codequality',
  'sast',
  'secret_detection',
  'dependency_scanning',
  'container_scanning',
  'dast',
  'performance',
  'browser_performance',
  'load_performance',
  'license_scanning',
  'metrics',
  'lsif',
  'dotenv',
  'terraform',
  'accessibility',
  'coverage_fuzzing',
  'api_fuzzing',
  'cluster_image_scanning',
  'requirements',
  'requirements_v2',
  'cyclonedx',
  'annotations',
  'repository_xray',
  'sarif',
] as const;

/** Keywords of `artifacts:reports` (`entry/reports.rb`). */
export const reportsKeywords: KeywordTable = {
  ...Object.fromEntries(
    REPORT_NAMES.map(name => [
      name,
      keyword(
        `The ${name.replaceAll('_', ' ')} report.`,
        'artifactsreports',
        ['string', 'strings'],
        name === 'annotations' ? { since: '16.3' } : {},
      ),
    ]),
  ),
  coverage_report: keyword(
    'The coverage of lines, for merge requests.',
    'artifactsreports',
    'entry:coverageReport',
    { since: '14.10' },
  ),
};

export const coverageReportKeywords: KeywordTable = {
  coverage_format: keyword('The format of the file.', 'artifactsreports', 'string', {
    values: COVERAGE_FORMATS,
    newValues: { jacoco: '17.3' },
  }),
  path: keyword('The file.', 'artifactsreports', 'string'),
};

/** Keywords of `cache` (`entry/cache.rb`). */
export const cacheKeywords: KeywordTable = {
  key: keyword('Which jobs share the cache.', 'cachekey', ['string', 'entry:cacheKey']),
  untracked: keyword('Adds all files that git does not track.', 'cacheuntracked', 'boolean', {
    default: false,
  }),
  paths: keyword('The files.', 'cachepaths', 'strings'),
  when: keyword('On which outcome of the job the cache is saved.', 'cachewhen', 'string', {
    values: UPLOAD_WHEN,
    default: 'on_success',
  }),
  policy: keyword('Whether the cache is downloaded, uploaded or both.', 'cachepolicy', 'string', {
    values: CACHE_POLICIES,
    default: 'pull-push',
  }),
  unprotect: keyword('Shares the cache of protected and unprotected branches.', 'cacheunprotect', 'boolean', {
    since: '15.8',
  }),
  fallback_keys: keyword('Keys to try when there is no cache for `key`.', 'cachefallback_keys', 'strings', {
    since: '16.0',
  }),
};

export const cacheKeyKeywords: KeywordTable = {
  files: keyword('Files whose content makes the key.', 'cachekeyfiles', 'strings'),
  files_commits: keyword('Files whose latest commit makes the key.', 'cachekeyfiles_commits', 'strings', {
    since: '18.5',
  }),
  prefix: keyword('Text before the computed key.', 'cachekeyprefix', 'string'),
};

/** Keywords of `pages` in a job (`entry/pages.rb`). */
export const pagesKeywords: KeywordTable = {
  path_prefix: keyword('Where below the site it is published.', 'pagespath_prefix', 'string', {
    since: '16.7',
    tier: 'premium',
  }),
  expire_in: keyword('How long the deployment is kept.', 'pagesexpire_in', 'duration', {
    since: '17.4',
    tier: 'premium',
  }),
  publish: keyword('The folder to publish.', 'pagespublish', 'string', { since: '17.9' }),
};

/** Keywords of `release` (`entry/release.rb`). */
export const releaseKeywords: KeywordTable = {
  tag_name: keyword('The tag, made when it is not there.', 'releasetag_name', 'string'),
  tag_message: keyword('The message of a new tag.', 'releasetag_message', 'string', { since: '15.3' }),
  name: keyword('The name of the release.', 'releasename', 'string'),
  description: keyword('Its text, or a file with it.', 'releasedescription', 'string'),
  ref: keyword('What a new tag points to.', 'releaseref', 'string'),
  milestones: keyword('Milestones of the release.', 'releasemilestones', ['string', 'strings']),
  released_at: keyword('When the release is ready.', 'releasereleased_at', 'string'),
  assets: keyword('Links to files.', 'releaseassetslinks', 'entry:releaseAssets', { since: '13.12' }),
};

export const releaseAssetsKeywords: KeywordTable = {
  links: keyword('The links.', 'releaseassetslinks', 'entries:releaseLink'),
};

export const releaseLinkKeywords: KeywordTable = {
  name: keyword('The name of the link.', 'releaseassetslinks', 'string'),
  url: keyword('Its address.', 'releaseassetslinks', 'string'),
  filepath: keyword('A permanent path of the file.', 'releaseassetslinks', 'string'),
  link_type: keyword('What the link leads to.', 'releaseassetslinks', 'string', {
    values: RELEASE_LINK_TYPES,
    default: 'other',
  }),
};
