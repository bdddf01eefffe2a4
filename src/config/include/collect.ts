import type { VariableLookup } from '../../conditions/expression/evaluate.js';
import type { ForeignInclude } from '../files.js';
import { stringValue } from '../load/provenance.js';
import type { Report } from '../problem.js';
import { asString, type Value } from '../value.js';
import { passesRules } from './include-rules.js';
import { expandLocation, findTarget, type Location, readLocations, type Target } from './location.js';
import { leaveUnresolved, repositoryPaths, type Scope, type Session } from './session.js';
import { matchWildcards } from './wildcard.js';

/**
 * The files that an `include` means, in order: rules asked, lists of files and wildcards written out, variables put in
 * (gitlabhq, `config/external/mapper.rb`). Each counts towards the limit of includes.
 */
export function collectTargets(
  include: Value | undefined,
  scope: Scope,
  session: Session,
  inHeader: boolean,
  report: Report,
): readonly Target[] {
  const watch: Report = problem => {
    session.progress.broken = true;
    report(problem);
  };
  const keepOpen: VariableLookup = name => (session.isOpen(name) ? `\${${name}}` : session.variables(name));
  const chosen = readLocations(include, keepOpen, watch).filter(location =>
    isChosen(location, session, watch),
  );
  const targets: Target[] = [];
  for (const location of chosen.flatMap(each => expandFiles(each, scope, session))) {
    const target = findTarget(expandLocation(location, session.variables), inHeader, watch);
    if (target === null) continue;
    if (session.progress.stopped || !countInclude(target, session, watch)) break;
    targets.push(target);
  }
  return targets;
}

function isChosen({ at, fields }: Location, session: Session, report: Report): boolean {
  const open = findOpenVariable(fields, session);
  if (open !== null) {
    leaveUnresolved(session, open, at, 'it depends on a variable whose value is not known');
    return false;
  }
  const answer = passesRules(fields.get('rules'), session, report);
  if (answer !== 'unknown') return answer === true;
  const local = asString(fields.get('local')) ?? '';
  leaveUnresolved(
    session,
    { kind: 'local', location: { local } },
    at,
    'its rules ask for files that are not known',
  );
  return false;
}

/** The first include key whose text has such a variable in it, with that text. */
function findOpenVariable(fields: Location['fields'], session: Session): ForeignInclude | null {
  for (const key of ['local', 'project', 'file', 'ref', 'remote', 'template', 'component']) {
    const value = fields.get(key);
    for (const item of value?.kind === 'list' ? value.items : [value]) {
      const text = asString(item) ?? '';
      if (!hasOpenVariable(text, session)) continue;
      const kind = key === 'file' || key === 'ref' ? 'project' : (key as ForeignInclude['kind']); // All others are kinds.
      return { kind, location: { [key]: text } };
    }
  }
  return null;
}

function hasOpenVariable(text: string, { isOpen }: Session): boolean {
  for (const [, plain, braced, percent] of text.matchAll(/\$(\w+)|\$\{(\w+)\}|%(\w+)%/g)) {
    if (isOpen(plain ?? braced ?? percent ?? '')) return true;
  }
  return false;
}

/** One location a file: `file` of a project may be a list, `local` may have wildcards. */
function expandFiles(location: Location, scope: Scope, session: Session): readonly Location[] {
  const { at, fields } = location;
  if (fields.has('project')) {
    const file = fields.get('file');
    if (file?.kind !== 'list') return [location];
    return file.items.map(item => ({ at, fields: new Map(fields).set('file', item) }));
  }
  const local = fields.get('local');
  const pattern = asString(local);
  if (local === undefined || pattern === null || !pattern.includes('*')) return [location];
  const paths = scope.origin === null ? repositoryPaths(session) : null;
  if (paths === null) {
    const reason = 'the files of the repository are not known';
    leaveUnresolved(session, { kind: 'local', location: { local: pattern } }, local.node, reason);
    return [];
  }
  let matching = session.wildcards.get(pattern);
  if (matching === undefined) {
    matching = matchWildcards(pattern, paths.paths);
    session.wildcards.set(pattern, matching);
  }
  return matching.map(path => ({
    at,
    fields: new Map(fields).set('local', stringValue(local.node, path, local.via)),
  }));
}

function countInclude({ location }: Target, session: Session, report: Report): boolean {
  const { progress, limits } = session;
  if (++progress.includes <= limits.maxIncludes) return true;
  progress.stopped = true;
  report({
    kind: 'include.too-many',
    rejected: true,
    stops: true,
    gitlabMessage: `Maximum of ${limits.maxIncludes} nested includes are allowed!`,
    at: location.node,
    data: { limit: limits.maxIncludes },
  });
  return false;
}
