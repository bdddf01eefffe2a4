/** `spec:include`: inputs declared in other files (gitlabhq, `config/external/header/`). */
import { deepMerge } from '../compose/deep-merge.js';
import { inspectSymbol } from '../load/ruby-text.js';
import type { Report } from '../problem.js';
import { type Entry, get, type Mapping } from '../value.js';
import { collectTargets } from './collect.js';
import { fetchTarget } from './fetch.js';
import { loadContent } from './load-content.js';
import type { Target } from './location.js';
import { parseFile, reportIn, type Scope, type Session } from './session.js';

/** A `spec` with the inputs of its includes; null when GitLab refuses one of them. */
export function includeInputs(spec: Mapping, scope: Scope, session: Session, report: Report): Mapping | null {
  let valid = true;
  const watch: Report = problem => {
    valid = false;
    report(problem);
  };
  const targets = collectTargets(get(spec, 'include'), scope, session, true, watch);
  const unresolved = session.unresolved.length;
  const files = targets.flatMap(target => loadHeaderFile(target, scope, session, watch) ?? []);
  if (!valid || session.unresolved.length > unresolved) return null;
  const parts = [...files, spec];
  reportDuplicates(parts, watch);
  return valid ? deepMerge(parts, spec.node) : null;
}

function loadHeaderFile(target: Target, scope: Scope, session: Session, report: Report): Mapping | null {
  const fetched = fetchTarget(target, scope, session, report);
  if (fetched === null) return null;
  const stream = parseFile(fetched.path, fetched.text, session);
  session.read.push({
    path: fetched.path,
    stream,
    includedBy: target.at,
    local: fetched.scope.origin === null,
  });
  const inFile = reportIn(report, fetched.name, { kind: 'include', at: target.at });
  const given = { inputs: target.fields.get('inputs'), at: target.at, isComponent: false };
  const nested = (inner: Mapping): Mapping | null => includeInputs(inner, fetched.scope, session, inFile);
  const content = loadContent(stream, given, nested, session, inFile);
  if (content === null) return null;
  return checkHeaderFile(content, fetched.name, target, report) ? content : null;
}

function checkHeaderFile(content: Mapping, name: string, target: Target, report: Report): boolean {
  if (content.entries.size === 0) {
    const gitlabMessage = `Included file \`${name}\` does not have valid YAML syntax!`;
    report({
      kind: 'include.invalid-yaml',
      rejected: true,
      stops: true,
      gitlabMessage,
      at: target.location.node,
      data: { location: name },
    });
    return false;
  }
  const unknown = [...content.entries].filter(([key]) => key !== 'inputs');
  if (unknown.length === 0) return true;
  const names = unknown.map(([key]) => key);
  report({
    kind: 'include.header-unknown-keys',
    rejected: true,
    stops: true,
    gitlabMessage: `Header include file \`${name}\` contains unknown keys: [${names.map(inspectSymbol).join(', ')}]`,
    at: unknown[0]?.[1].key ?? target.location.node,
    via: { kind: 'include', at: target.at },
    data: { names, location: name },
  });
  return false;
}

function reportDuplicates(parts: readonly Mapping[], report: Report): void {
  const seen = new Map<string, Entry>();
  const twice = new Map<string, readonly [Entry, Entry]>();
  for (const part of parts) {
    const inputs = get(part, 'inputs');
    if (inputs?.kind !== 'mapping') continue;
    for (const [name, entry] of inputs.entries) {
      const first = seen.get(name);
      if (first === undefined) seen.set(name, entry);
      else twice.set(name, [first, entry]);
    }
  }
  const names = [...twice.keys()];
  const [pair] = twice.values();
  if (pair === undefined) return;
  const [first, second] = pair;
  report({
    kind: 'include.duplicate-inputs',
    rejected: true,
    stops: true,
    gitlabMessage: `Duplicate input keys found: ${names.join(', ')}. Input keys must be unique across all included files and inline specifications.`,
    at: second.key,
    data: { names },
    related: [{ message: 'It is declared here too.', at: first.key }],
  });
}
