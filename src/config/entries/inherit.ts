/** `inherit` (`entry/inherit.rb`, `inherit/default.rb`, `inherit/variables.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import type { Json } from '../value.js';
import { config, unsupported } from './check.js';
import { childValue, type Entry, type EntryType, isSpecified } from './entry.js';
import { allowedItems, allowedKeys } from './require-keys.js';
import { beHash, beStrings } from './require-type.js';
import { isArray, isBoolean } from './shape.js';

const allOrNothing: EntryType = { name: 'boolean strategy' };

function inheritChoice(list: EntryType): EntryType {
  const other = unsupported('inherit', 'inherit.type', 'should be a bool or array of strings');
  return {
    name: 'inherit',
    choose: value => (isBoolean(value) ? allOrNothing : isArray(value) ? list : other),
  };
}

export const inheritEntry: EntryType = {
  name: 'inherit',
  checks: [config(beHash, allowedKeys(keywordNames(keywordTables.inherit)))],
  children: {
    default: {
      type: inheritChoice({
        name: 'array strategy',
        checks: [config(beStrings, allowedItems(keywordNames(keywordTables.default)))],
      }),
      default: true,
    },
    variables: {
      type: inheritChoice({ name: 'array strategy', checks: [config(beStrings)] }),
      default: true,
    },
  },
};

/** What a job inherits: everything, nothing, or what is named. */
export function inheritance(entry: Entry | undefined, part: 'default' | 'variables'): Json {
  if (entry === undefined || !isSpecified(entry)) return true;
  return childValue(entry, part) ?? false;
}

export function inherits(entry: Entry | undefined, key: string): boolean {
  const wanted = inheritance(entry, 'default');
  return Array.isArray(wanted) ? wanted.includes(key) : wanted === true;
}
