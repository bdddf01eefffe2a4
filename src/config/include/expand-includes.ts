/**
 * `include`: the files it names, each with its own includes, merged in order below the text that includes them
 * (gitlabhq, `config/external/processor.rb`). GitLab stops at the first fault; here a faulty file is left out.
 */
import { deepMerge } from '../compose/deep-merge.js';
import { inPlaceOf, stepEntries } from '../load/provenance.js';
import type { Report } from '../problem.js';
import { get, type Mapping } from '../value.js';
import { collectTargets } from './collect.js';
import { type Fetched, fetchTarget } from './fetch.js';
import { includeInputs } from './header-include.js';
import { loadContent } from './load-content.js';
import type { Target } from './location.js';
import { parseFile, reportIn, type Scope, type Session } from './session.js';

/** `content` with what it includes. Without any include that takes place it stays as it is, `include` too. */
export function expandIncludes(content: Mapping, scope: Scope, session: Session, report: Report): Mapping {
  if (!content.entries.has('include')) return content;
  const before = session.progress.broken;
  session.progress.broken = false;
  const unresolved = session.unresolved.length;
  const targets = collectTargets(get(content, 'include'), scope, session, false, report);
  const files = targets.flatMap(target => includeTarget(target, scope, session, report) ?? []);
  const nothing =
    targets.length === 0 && !session.progress.broken && session.unresolved.length === unresolved;
  session.progress.broken ||= before;
  if (nothing) return content;
  const merged = new Map(deepMerge([...files, content], content.node).entries);
  merged.delete('include');
  return inPlaceOf(content, merged);
}

function includeTarget(target: Target, scope: Scope, session: Session, report: Report): Mapping | null {
  if (session.progress.stopped) return null;
  const fetched = fetchTarget(target, scope, session, report);
  if (fetched === null) return null;
  const content = loadIncluded(target, fetched, session, report);
  if (content === null) {
    session.progress.broken = true;
    return null;
  }
  const expanded = expandIncludes(content, fetched.scope, session, report);
  return stepEntries(expanded, 'include', target.at);
}

function loadIncluded(target: Target, fetched: Fetched, session: Session, report: Report): Mapping | null {
  const { name, path, text, scope } = fetched;
  const stream = parseFile(path, text, session);
  session.read.push({ path, stream, includedBy: target.at, local: scope.origin === null });
  const inFile = reportIn(report, name, { kind: 'include', at: target.at });
  const given = {
    inputs: target.fields.get('inputs'),
    at: target.location.node,
    isComponent: target.kind === 'component',
  };
  const nested = (spec: Mapping): Mapping | null => includeInputs(spec, scope, session, inFile);
  const content = loadContent(stream, given, nested, session, inFile);
  if (content === null || content.entries.size > 0) return content;
  report({
    kind: 'include.invalid-yaml',
    rejected: true,
    stops: true,
    gitlabMessage: `Included file \`${name}\` does not have valid YAML syntax!`,
    at: target.location.node,
    data: { location: name },
  });
  return null;
}
