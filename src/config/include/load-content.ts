/** From a text to its configuration: documents, header, inputs, interpolation (gitlabhq, `config/yaml/loader.rb`). */
import type { YamlStream } from '../../syntax/yaml/stream.js';
import { giveUp } from '../compose/growth.js';
import { checkHeader } from '../header/header-entry.js';
import { resolveInputs } from '../inputs/resolve-inputs.js';
import { interpolate } from '../interpolation/interpolate.js';
import { COMPONENT_FACTS } from '../keywords/header.js';
import type { Place, Report } from '../problem.js';
import { asString, type Entry, get, isNull, type Mapping, type Value } from '../value.js';
import { documentsOf, type Session } from './session.js';

export interface Given {
  /** What is given for the inputs of the text; anything. */
  readonly inputs: Value | undefined;
  /** Where to point when something is not given. */
  readonly at: Place;
  /** True for the file of a component, whose name and version the text may ask for. */
  readonly isComponent: boolean;
}

/** Resolves the includes of a `spec` to a mapping of all declared inputs, or null when that fails. */
export type IncludeInputs = (spec: Mapping) => Mapping | null;

/** The configuration in a text, or null when GitLab refuses it. Its own includes are not expanded. */
export function loadContent(
  stream: YamlStream,
  given: Given,
  includeInputs: IncludeInputs,
  session: Session,
  report: Report,
): Mapping | null {
  const documents = documentsOf(stream, session);
  if (!documents.ok) {
    for (const problem of documents.problems) report(problem);
    return null;
  }
  const { header, content } = documents;
  const inputs = isNull(given.inputs) ? undefined : given.inputs;
  const refuse = (kind: string, gitlabMessage: string, at: Place): null => {
    report({ kind, rejected: true, gitlabMessage, at, data: {} });
    return null;
  };
  if (inputs?.kind === 'unknown') return null;
  if (inputs !== undefined && inputs.kind !== 'mapping') {
    return refuse('inputs.given-not-hash', 'Given inputs must be a hash', inputs.node);
  }
  if (header === null) {
    if (inputs === undefined || inputs.entries.size === 0) return content;
    const text = 'Given inputs not defined in the `spec` section of the included configuration file';
    return refuse('inputs.given-without-spec', text, inputs.node);
  }
  if (!checkHeader(header, report)) return null;
  return interpolateContent({ header, content, inputs, given, includeInputs, session, report });
}

interface Interpolated {
  readonly header: Mapping;
  readonly content: Mapping;
  readonly inputs: Mapping | undefined;
  readonly given: Given;
  readonly includeInputs: IncludeInputs;
  readonly session: Session;
  readonly report: Report;
}

function interpolateContent(request: Interpolated): Mapping | null {
  const { header, content, inputs, given, includeInputs, session, report } = request;
  const spec = get(header, 'spec');
  const specs = spec?.kind === 'mapping' ? readSpecs(spec, includeInputs) : undefined;
  if (specs === null) return null;
  const resolved = resolveInputs(specs ?? null, { values: inputs ?? null, at: given.at }, report);
  if (resolved === null) return null;
  const component = given.isComponent ? componentContext(spec, header) : new Map<string, Entry>();
  const contextOf = (entries: ReadonlyMap<string, Entry>): Entry => ({
    key: header.node,
    value: { kind: 'mapping', node: header.node, entries },
  });
  const context: Mapping = {
    kind: 'mapping',
    node: header.node,
    entries: new Map([
      ['inputs', contextOf(resolved)],
      ['component', contextOf(component)],
    ]),
  };
  let valid = true;
  const interpolated = interpolate(content, {
    context,
    variables: session.variables,
    report: ({ kind, message, data, at, block }) => {
      valid = false;
      const place = placeOfBlock(at, block);
      report({
        kind,
        rejected: true,
        gitlabMessage: message,
        at: place,
        ...(at.via && { via: at.via }),
        data,
      });
    },
    onGiveUp: at => giveUp(at.node, session.growth),
  });
  return valid ? interpolated : null;
}

/** The declared inputs; undefined when there are none, null when their includes fail. */
function readSpecs(spec: Mapping, includeInputs: IncludeInputs): Mapping | null | undefined {
  const include = get(spec, 'include');
  const empty =
    isNull(include) ||
    (include?.kind === 'list' && include.items.length === 0) ||
    (include?.kind === 'scalar' && include.text.trim() === '');
  const whole = empty ? spec : includeInputs(spec);
  if (whole === null) return null;
  const inputs = get(whole, 'inputs');
  return inputs?.kind === 'mapping' ? inputs : undefined;
}

/** What a component knows of itself is known to GitLab alone. */
function componentContext(spec: Value | undefined, header: Mapping): Map<string, Entry> {
  const asked = get(spec, 'component');
  const names = asked?.kind === 'list' ? asked.items.map(asString) : [];
  const known = COMPONENT_FACTS.filter(name => names.includes(name));
  return new Map(
    known.map(name => [name, { key: header.node, value: { kind: 'unknown', node: header.node } }]),
  );
}

/** The block itself where its text stands in the source as it is, else the whole scalar. */
function placeOfBlock({ node }: Value, block: string): Place {
  const at = node.source.text.indexOf(block, node.start);
  return at === -1 || at + block.length > node.end
    ? node
    : { source: node.source, start: at, end: at + block.length };
}
