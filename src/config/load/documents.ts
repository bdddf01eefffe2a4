import type { SyntaxProblem, YamlStream } from '../../syntax/yaml/stream.js';
import type { ConfigProblem } from '../problem.js';
import type { Mapping, Value } from '../value.js';
import { loadNode } from './load-node.js';
import { emptyMapping } from './provenance.js';

/** A text split into its header (`spec:`) and its configuration, or why GitLab refuses to load it. */
export type Documents =
  | { readonly ok: true; readonly header: Mapping | null; readonly content: Mapping }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * Loads the documents of a text and decides which one counts (gitlabhq, `lib/gitlab/config/loader/multi_doc_yaml.rb`,
 * `lib/gitlab/ci/config/yaml/result.rb`): empty ones are dropped; the first is a header if it has `spec` and is not
 * alone, and then the last one is the configuration.
 */
export function loadDocuments(stream: YamlStream): Documents {
  const refused = stream.problems.filter(problem => problem.refused);
  if (refused.length > 0) {
    return { ok: false, problems: refused.map(problem => toConfigProblem(stream, problem)) };
  }
  const values: Value[] = [];
  for (const { contents } of stream.documents) {
    if (contents === null) continue;
    const value = loadNode(contents);
    if (!isBlankDocument(value)) values.push(value);
  }
  const mappings: Mapping[] = [];
  for (const value of values) {
    if (value.kind !== 'mapping') return { ok: false, problems: [notAHash(value)] };
    mappings.push(value);
  }
  const first = mappings[0] ?? emptyMapping(stream.source);
  const last = mappings[mappings.length - 1];
  return mappings.length > 1 && last !== undefined && first.entries.has('spec')
    ? { ok: true, header: first, content: last }
    : { ok: true, header: null, content: first };
}

function isBlankDocument(value: Value): boolean {
  if (value.kind === 'mapping') return value.entries.size === 0;
  if (value.kind === 'list') return value.items.length === 0;
  if (value.kind !== 'scalar') return false;
  return value.type === 'null' || value.value === false || value.text.trim() === '';
}

function notAHash(value: Value): ConfigProblem {
  return {
    kind: 'yaml.not-a-hash',
    rejected: true,
    stops: true,
    gitlabMessage: 'Invalid configuration format',
    at: value.node,
    data: { found: value.kind },
  };
}

/** By what GitLab prints. Its parser calls most things a parse error; a tab is only one of those below "tab". */
function kindOf(message: string): string {
  if (message.includes('found character that cannot start any token')) return 'yaml.tab';
  if (message.includes('mapping values are not allowed')) return 'yaml.mapping-values';
  if (message.startsWith('An alias referenced an unknown anchor')) return 'yaml.unknown-alias';
  if (message.startsWith('Tried to load unspecified class')) return 'yaml.unspecified-class';
  if (message === 'The parsed YAML is too big') return 'yaml.too-big';
  return message === 'Invalid YAML syntax' ? 'yaml.invalid-syntax' : 'yaml.parse';
}

function toConfigProblem({ source }: YamlStream, problem: SyntaxProblem): ConfigProblem {
  const { start, end, related } = problem;
  const gitlabMessage = problem.gitlabMessage ?? problem.message;
  return {
    kind: kindOf(gitlabMessage),
    rejected: true,
    stops: true,
    gitlabMessage,
    at: { source, start, end },
    data: { reason: problem.message },
    ...(related && { related: [{ message: 'It begins here.', at: { source, ...related } }] }),
  };
}
