/** `include:rules` (gitlabhq, `config/external/rules.rb`, `entry/include/rules.rb`). */
import { parseOnce } from '../../conditions/expression/memo.js';
import { variableNames } from '../../conditions/expression/node.js';
import { PathSet } from '../../conditions/path-set.js';
import type { RulesEntry } from '../../conditions/rules/entry.js';
import { matchRules } from '../../conditions/rules/evaluate.js';
import { config, optional } from '../entries/check.js';
import { buildEntry, type EntryType, faultsOf, flatten } from '../entries/entry.js';
import { allowedKeys, allowedValue } from '../entries/require-keys.js';
import { beArray, beExpression, beHash, bePresent } from '../entries/require-type.js';
import { changesEntry, existsEntry } from '../entries/rules.js';
import type { Report } from '../problem.js';
import { asString, get, isNull, type Value } from '../value.js';
import { repositoryPaths, type Session } from './session.js';

const includeRuleEntry: EntryType = {
  name: 'rule',
  checks: [
    config(bePresent, beHash, allowedKeys(['if', 'exists', 'when', 'changes'])),
    optional('if', beExpression),
    optional('when', allowedValue(['never', 'always'])),
  ],
  children: { changes: { type: changesEntry }, exists: { type: existsEntry } },
};

const includeRulesEntry: EntryType = {
  name: 'rules',
  checks: [config(bePresent, beArray)],
  items: includeRuleEntry,
};

/** Whether an include takes place: `unknown` when that depends on files nobody knows. */
export function passesRules(
  rules: Value | undefined,
  session: Session,
  report: Report,
): boolean | 'refused' | 'unknown' {
  if (rules === undefined || isNull(rules) || (rules.kind === 'scalar' && rules.value === false)) return true;
  if (rules.kind === 'unknown') return 'unknown';
  const entry = buildEntry(includeRulesEntry, rules, { key: 'rules', anchor: rules.node, parent: null });
  for (const fault of faultsOf(entry)) {
    const { message, at, data } = fault;
    const gitlabMessage = `include:${message}`;
    report({ kind: 'include.rules', rejected: true, stops: true, gitlabMessage, at, data });
    return 'refused';
  }
  const entries = flatten(rules).map(rule => ({ when: asString(get(rule, 'when')), ...readRule(rule) }));
  if (entries.some(rule => rule.if !== undefined && asksOpenVariable(rule.if, session))) return 'unknown';
  const paths = entries.some(rule => rule.exists !== undefined) ? repositoryPaths(session) : new PathSet([]);
  if (paths === null) return 'unknown';
  const { variables, expanded } = session;
  const match = matchRules(entries, { variables, expanded, changes: null, files: paths });
  if (!match.certain) return 'unknown';
  return match.entry !== null && match.entry.when !== 'never';
}

function asksOpenVariable(condition: string, session: Session): boolean {
  const parsed = parseOnce(condition);
  return parsed.ok && variableNames(parsed.expression).some(session.isOpen);
}

function readRule(rule: Value): RulesEntry {
  const condition = asString(get(rule, 'if'));
  const exists = get(rule, 'exists');
  const changes = get(rule, 'changes');
  return {
    ...(condition !== null && { if: condition }),
    ...(!isNull(changes) && { changes: { paths: readPaths(changes) } }),
    ...(!isNull(exists) && {
      exists: {
        paths: readPaths(exists),
        project: asString(get(exists, 'project')) ?? undefined,
        ref: asString(get(exists, 'ref')) ?? undefined,
      },
    }),
  };
}

/** The paths of a text, of a list, or of a hash with `paths`. */
function readPaths(value: Value | undefined): readonly string[] {
  if (value?.kind === 'mapping') return readPaths(get(value, 'paths'));
  if (value?.kind === 'list') return value.items.flatMap(item => asString(item) ?? []);
  return value === undefined ? [] : [asString(value) ?? ''];
}
