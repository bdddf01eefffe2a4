/** Checks of an include's location and the way to its text (gitlabhq, `config/external/file/`). */
import type { ForeignInclude } from '../files.js';
import { toText } from '../load/ruby-text.js';
import type { ConfigProblem, Report } from '../problem.js';
import { asString, type Value } from '../value.js';
import { isAddress, type Target, type TargetKind } from './location.js';
import { leaveUnresolved, repositoryPaths, type Scope, type Session } from './session.js';

/** The text of an include. */
export interface Fetched {
  /** What GitLab calls the file in messages. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly scope: Scope;
}

type Refuse = (kind: string, gitlabMessage: string, facts?: ConfigProblem['data']) => null;

const MOST_CANDIDATES = 1000;

/** The text of a target, or null when it is refused or out of reach, which is then reported or noted. */
export function fetchTarget(target: Target, scope: Scope, session: Session, report: Report): Fetched | null {
  const fault: Refuse = (kind, gitlabMessage, facts = {}) => {
    session.progress.broken = true;
    const at = target.location.node;
    report({
      kind: `include.${kind}`,
      rejected: true,
      stops: true,
      gitlabMessage,
      at,
      data: { location: toText(target.location), ...facts },
    });
    return null;
  };
  const { kind } = target;
  const name = toText(target.location);
  if (asString(target.location) === null)
    return fault('needs-string', `Included file \`${name}\` needs to be a string`);
  if (kind !== 'component' && !/[^/]\.ya?ml\/*$/i.test(name)) {
    return fault('file-extension', `Included file \`${name}\` does not have YAML extension!`);
  }
  switch (kind) {
    case 'local':
      return scope.origin === null
        ? readLocal(name, target, session, fault)
        : readForeign(siblingOf(scope.origin, name), target, session);
    case 'artifact':
      if (session.isChild) return leaveGenerated(name, target, session);
      return fault(
        'artifact-child-only',
        'Including configs from artifacts is only allowed when triggering child pipelines',
      );
    case 'remote':
      if (!isAddress(name))
        return fault('remote-address', `Remote file \`${name}\` does not have a valid address!`);
      break;
    case 'template':
      if (!name.endsWith('.gitlab-ci.yml')) {
        return fault('template-location', `Template file \`${name}\` is not a valid location!`);
      }
  }
  return readForeign({ kind: foreignKind(kind), location: locationFields(target) }, target, session);
}

function foreignKind(kind: TargetKind): ForeignInclude['kind'] {
  return kind === 'artifact' ? 'local' : kind;
}

function readLocal(name: string, target: Target, session: Session, fault: Refuse): Fetched | null {
  const missing = (): null =>
    fault('local-missing', `Local file \`${name}\` does not exist!`, { candidates: yamlFiles(session) });
  if (!isRepositoryPath(name)) return missing();
  const answer = session.files.read(name);
  if (!answer.ok) {
    if (answer.code === 'missing' || answer.code === 'outside') return missing();
    leaveUnresolved(
      session,
      { kind: 'local', location: { local: name } },
      target.location.node,
      answer.reason,
    );
    return null;
  }
  if (isBlankText(answer.text)) return fault('local-empty', `Local file \`${name}\` is empty!`);
  return { name, path: name, text: answer.text, scope: { origin: null } };
}

function leaveGenerated(name: string, { fields, location }: Target, session: Session): null {
  const job = asString(fields.get('job'));
  const reason = job === null ? 'a job makes it' : `the job ${job} makes it`;
  leaveUnresolved(session, { kind: 'local', location: { artifact: name } }, location.node, reason);
  return null;
}

/** Files that a mistyped path could mean. */
function yamlFiles(session: Session): readonly string[] {
  const paths = repositoryPaths(session)?.paths ?? [];
  return paths.filter(path => /\.ya?ml$/i.test(path)).slice(0, MOST_CANDIDATES);
}

/** Git knows no `.`, `..` and empty parts; so nothing leaves the repository. */
function isRepositoryPath(path: string): boolean {
  return path.split('/').every(part => part !== '' && part !== '.' && part !== '..') && !path.includes('\0');
}

export function isBlankText(text: string): boolean {
  return /^[\s\u0085]*$/.test(text.replace('\ufeff', ''));
}

/** A local include within a file of another project means that project. */
function siblingOf(origin: ForeignInclude, file: string): ForeignInclude {
  const { project, ref } = origin.location;
  if (origin.kind !== 'project' || project === undefined) return { kind: 'local', location: { local: file } };
  return { kind: 'project', location: ref === undefined ? { project, file } : { project, file, ref } };
}

function readForeign(include: ForeignInclude, target: Target, session: Session): Fetched | null {
  const text = include.kind === 'local' ? null : session.foreign(include);
  if (text === null || isBlankText(text)) {
    leaveUnresolved(session, include, target.location.node, `this ${include.kind} file is out of reach`);
    return null;
  }
  const name = toText(target.location);
  const { project, ref } = include.location;
  const path = project === undefined ? name : `${project}${ref === undefined ? '' : `@${ref}`}:${name}`;
  return { name, path, text, scope: { origin: include } };
}

function locationFields({ kind, location, fields }: Target): Readonly<Record<string, string>> {
  if (kind !== 'project') return { [kind]: toText(location) };
  const project = firstText(fields.get('project')).toLowerCase();
  const ref = fields.get('ref');
  const refText = ref === undefined ? '' : toText(ref);
  return { project, file: toText(location), ...(refText !== '' && { ref: refText }) };
}

/** GitLab takes the first of a list of projects. */
function firstText(value: Value | undefined): string {
  const first = value?.kind === 'list' ? value.items[0] : value;
  return first === undefined ? '' : toText(first);
}
