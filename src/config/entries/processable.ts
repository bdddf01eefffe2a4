/** What jobs and trigger jobs have in common (`entry/processable.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { RULE_WHEN } from '../keywords/values.js';
import { addFault, config, optional, presentValue, when } from './check.js';
import type { Check, Child } from './entry.js';
import { environmentEntry } from './environment.js';
import { inheritEntry } from './inherit.js';
import { DEFAULT_ONLY, policyEntry } from './policy.js';
import { beOneOf, disallowedKeys, exclusiveKeys } from './require-keys.js';
import { beNestedHashes, bePresent, beString, beStringOrStrings } from './require-type.js';
import { rulesEntry } from './rules.js';
import { booleanEntry, stageEntry } from './script.js';
import { keyClass } from './shape.js';
import { variablesEntry } from './variables.js';

const MAX_NAME = 255;

/** The name must be text, as Ruby turns only text into symbols; `123:` and `yes:` stay what they are. */
const nameCheck: Check = entry => {
  const { anchor } = entry;
  const type = keyClass(anchor);
  const nameless =
    type === 'null' || (anchor.kind === 'scalar' && anchor.value === false) || entry.key === '';
  const fault = (kind: string, text: string): void =>
    addFault(entry, kind, `name ${text}`, { at: anchor, attribute: 'name' });
  if (nameless) fault('value.blank', "can't be blank");
  if (type !== 'string' && type !== 'symbol') fault('name.symbol', 'should be a symbol');
  if ([...(entry.key ?? '')].length > MAX_NAME)
    fault('name.too-long', `is too long (maximum is ${MAX_NAME} characters)`);
};

/** `notWithRules` are keywords that are refused beside `rules`. */
export function processableChecks(notWithRules: readonly string[]): readonly Check[] {
  return [
    config(bePresent),
    nameCheck,
    config(exclusiveKeys('script', 'trigger'), exclusiveKeys('run', 'trigger')),
    when(
      entry => presentValue(entry, 'rules') !== undefined,
      config(
        disallowedKeys(notWithRules, {
          kind: 'rules.with-only',
          message: 'key may not be used with `rules`',
          present: true,
        }),
      ),
    ),
    optional('extends', beStringOrStrings),
    optional('rules', beNestedHashes),
    optional('resource_group', beString),
  ];
}

export const POLICIES: readonly string[] = ['only', 'except'];
/** The keywords that today's syntax refuses beside `rules`. */
export const NOT_WITH_RULES: readonly string[] = [...POLICIES, 'start_in'];

export const processableChildren: Readonly<Record<string, Child>> = {
  stage: { type: stageEntry, default: 'test' },
  only: { type: policyEntry, default: DEFAULT_ONLY },
  except: { type: policyEntry },
  rules: {
    type: rulesEntry,
    meta: { allowedWhen: RULE_WHEN, allowedKeys: keywordNames(keywordTables.rule) },
  },
  variables: {
    type: variablesEntry,
    default: {},
    meta: { variableKeys: keywordNames(keywordTables.jobVariable) },
  },
  inherit: { type: inheritEntry, default: {} },
  environment: { type: environmentEntry },
  interruptible: { type: booleanEntry },
};

export function whenCheck(values: readonly string[]): Check {
  return optional(
    'when',
    beString,
    beOneOf(values, 'when.allowed', `should be one of: ${values.join(', ')}`),
  );
}
