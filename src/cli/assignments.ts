import { UsageError } from './usage-error.js';

/** For commander: gathers `NAME=value` options into one table. @throws UsageError */
export function collectAssignment(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`${text} is not of the form NAME=value.`);
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
