/** `include`, at the top level and below `trigger` (`entry/includes.rb`, `include.rb`, `concerns/base_include.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { addFault, config, optional, presentValue } from './check.js';
import { parseDuration } from './duration.js';
import { type Check, type EntryType, metaOf } from './entry.js';
import { allowedKeys } from './require-keys.js';
import { maxEntries } from './require-limits.js';
import { beArrayOrString, beHashes, beHashOrString, bePresent } from './require-type.js';
import { isArray, isBlank, isBoolean, isHash, isString } from './shape.js';

/** What only some includes may have: the file of a project, the checksum and the cache of a remote file. */
export const includeDetails: Check = entry => {
  if (!isHash(entry.config)) return;
  const given = (key: string): boolean => {
    const value = presentValue(entry, key);
    return value !== undefined && !(isBoolean(value) && value.value === false);
  };
  const fault = (kind: string, text: string, key: string): void =>
    addFault(entry, kind, `config ${text}`, { at: (presentValue(entry, key) ?? entry.config)?.node });
  if (given('project') && isBlank(presentValue(entry, 'file'))) {
    fault('include.file-missing-key', 'must specify the file where to fetch the config from', 'project');
  }
  if (given('integrity')) integrityFault(entry, fault);
  if (given('cache')) cacheFault(entry, fault);
  if (given('artifact') && isBlank(presentValue(entry, 'job'))) {
    fault('include.artifact-job', 'must specify the job where to fetch the artifact from', 'artifact');
  }
};

type Complain = (kind: string, text: string, key: string) => void;

function integrityFault(entry: Parameters<Check>[0], fault: Complain): void {
  if (isBlank(presentValue(entry, 'remote'))) {
    fault(
      'include.integrity-remote-only',
      'integrity can only be specified for remote includes',
      'integrity',
    );
  }
  const value = presentValue(entry, 'integrity');
  const text = isString(value) ? value.text : '';
  if (!text.startsWith('sha256-')) {
    fault('include.integrity-prefix', "integrity hash must start with 'sha256-'", 'integrity');
  } else if (!isBase64(text.slice('sha256-'.length))) {
    fault('include.integrity-base64', 'integrity hash must be base64 encoded', 'integrity');
  }
}

function cacheFault(entry: Parameters<Check>[0], fault: Complain): void {
  const value = presentValue(entry, 'cache');
  if (isBlank(presentValue(entry, 'remote'))) {
    fault('include.cache', 'cache can only be specified for remote includes', 'cache');
  }
  if (value?.kind === 'scalar' && (value.type === 'boolean' || parseDuration(value.text) !== null)) return;
  fault('include.cache', 'cache contains an invalid duration', 'cache');
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

const includeEntry: EntryType = {
  name: 'include',
  checks: [
    config(beHashOrString),
    includeDetails,
    config(allowedKeys(keywordNames(keywordTables.include))),
    optional('rules', beHashes),
  ],
  children: { rules: { type: { name: 'rules', checks: [config(bePresent)] } } },
};

export const includesEntry: EntryType = {
  name: 'includes',
  checks: [
    config(beArrayOrString, (value, subject) => {
      const limit = metaOf(subject.entry, 'maxIncludes');
      if (limit === undefined || !isArray(value)) return;
      maxEntries(limit, 'include.too-long', `is too long (maximum is ${limit})`)(value, subject);
    }),
  ],
  items: includeEntry,
};
