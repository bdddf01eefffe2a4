/** `artifacts`, their reports, and `pages` (`entry/artifacts.rb`, `reports.rb`, `reports/coverage_report.rb`, `pages.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { ARTIFACT_ACCESS, COVERAGE_FORMATS, UPLOAD_WHEN } from '../keywords/values.js';
import type { Value } from '../value.js';
import { attribute, config, hasKey, optional, presentValue, type Requirement, when } from './check.js';
import { childValue, type Entry, type EntryType } from './entry.js';
import { asList, compact, isObject, toJson } from './json.js';
import { allowedKeys, beOneOf, exclusiveKeys } from './require-keys.js';
import { maxLength } from './require-limits.js';
import {
  beBoolean,
  beExpiry,
  beHash,
  beHashOrBoolean,
  bePresent,
  beString,
  beStringOrStrings,
  beStrings,
} from './require-type.js';
import { isArray, isText } from './shape.js';

const MAX_EXPOSED_NAME = 100;

const COVERAGE_KEY = 'coverage_report';

const coverageReportEntry: EntryType = {
  name: 'coverage report',
  checks: [
    config(beHash, allowedKeys(keywordNames(keywordTables.coverageReport))),
    attribute(
      'coverage_format',
      bePresent,
      beOneOf(
        COVERAGE_FORMATS,
        'coverage-report.format',
        `must be one of supported formats: ${COVERAGE_FORMATS.join(', ')}.`,
      ),
    ),
    attribute('path', bePresent, beString),
  ],
};

/** All reports but the coverage are file names; `codequality` is not even looked at. */
const reportNames = keywordNames(keywordTables.reports);
const fileReports = reportNames.filter(name => name !== COVERAGE_KEY && name !== 'codequality');

const reportsEntry: EntryType = {
  name: 'reports',
  checks: [
    config(beHash, allowedKeys(reportNames)),
    ...fileReports.map(name => optional(name, beStringOrStrings)),
  ],
  children: { coverage_report: { type: coverageReportEntry } },
  value: entry => {
    const written = entry.config && toJson(entry.config);
    if (!isObject(written)) return written;
    return Object.fromEntries(
      Object.entries(compact(written)).map(([name, value]) => [
        name,
        isObject(value) ? value : asList(value),
      ]),
    );
  },
};

function isExposed(entry: Entry): boolean {
  return presentValue(entry, 'expose_as') !== undefined;
}

const bePlainName: Requirement = (value, subject) => {
  const text = value?.kind === 'scalar' ? value.text : '';
  if (!/^\w[-\w ]*$/.test(text)) {
    subject.fault('artifacts.expose-as-format', "can contain only letters, digits, '-', '_' and spaces");
  }
};

const bePathsWithoutStar: Requirement = (value, subject) => {
  beStrings(value, subject);
  if (!isArray(value) || !value.items.every(isText)) return;
  const starred = value.items.find(item => item.kind === 'scalar' && item.text.includes('*'));
  if (starred === undefined) return;
  subject.fault('artifacts.expose-as-star', "can't contain '*' when used with 'expose_as'", {
    at: starred.node,
  });
};

export const artifactsEntry: EntryType = {
  name: 'artifacts',
  checks: [
    config(beHash, allowedKeys(keywordNames(keywordTables.artifacts))),
    when(isExposed, attribute('paths', bePresent)),
    config(exclusiveKeys('access', 'public')),
    optional('name', beString),
    optional('public', beBoolean),
    optional('untracked', beBoolean),
    optional('paths', beStrings),
    when(isExposed, optional('paths', bePathsWithoutStar)),
    optional('expose_as', beString, maxLength(MAX_EXPOSED_NAME), bePlainName),
    optional('exclude', beStrings),
    optional('reports', beHash),
    optional(
      'when',
      beString,
      beOneOf(UPLOAD_WHEN, 'when.allowed', `should be one of: ${UPLOAD_WHEN.join(', ')}`),
    ),
    optional('expire_in', beExpiry),
    optional(
      'access',
      beString,
      beOneOf(ARTIFACT_ACCESS, 'access.allowed', `should be one of: ${ARTIFACT_ACCESS.join(', ')}`),
    ),
  ],
  children: { reports: { type: reportsEntry } },
  value: entry => {
    const written = entry.config && toJson(entry.config);
    if (!isObject(written)) return written;
    return compact({
      ...written,
      ...(hasKey(entry, 'reports') && { reports: childValue(entry, 'reports') }),
    });
  },
};

/** `$NAME`, `${NAME}`, `%NAME%` and the like (`lib/expand_variables.rb`). */
function hasVariable(value: Value | undefined): boolean {
  return value?.kind === 'scalar' && /\$\$|%%|\$\{?[A-Za-z_]|%[A-Za-z_][A-Za-z0-9_]*%/.test(value.text);
}

export const pagesEntry: EntryType = {
  name: 'pages',
  checks: [
    config(beHashOrBoolean, allowedKeys(keywordNames(keywordTables.pages))),
    optional('path_prefix', beString),
    optional('expire_in', (value, subject) => {
      if (!hasVariable(value)) beExpiry(value, subject);
    }),
    optional('publish', beString),
  ],
};
