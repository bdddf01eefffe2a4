/**
 * The merged configuration as YAML that GitLab would read the same way: includes, `extends`, `!reference` and `default` are
 * applied, hidden jobs are left out. Comments say where each keyword was written and how it came to where it stands.
 */
import type { Node } from '../syntax/node.js';
import { defaultStyle, renderBlockText, renderFlow, renderText } from '../syntax/yaml/render-yaml.js';
import type { Config } from './config.js';
import type { Entry, Scalar, Step, StepKind, Value } from './value.js';

/** Applied to the jobs already, so they would only say again what stands there. */
const APPLIED: ReadonlySet<string> = new Set(['default', 'include']);

const WORDS: Readonly<Record<StepKind, string>> = {
  include: 'include',
  extends: 'extends',
  reference: '!reference',
  default: 'default',
  global: 'global keyword',
  alias: 'alias',
  merge: '<<',
  input: 'input',
};

/** Linear in the text that comes out. Meant for configurations that GitLab accepts. */
export function renderMergedYaml({ merged, definitions }: Config): string {
  const jobs = new Map(definitions.map(definition => [definition.name, definition.mapping]));
  const lines: string[] = [];
  for (const [name, entry] of merged.entries) {
    if (APPLIED.has(name) || (name.startsWith('.') && !jobs.has(name))) continue;
    if (lines.length > 0) lines.push('');
    const value = jobs.get(name) ?? entry.value;
    writeEntry(name, { key: entry.key, value }, { lines, indent: 0, depth: 0, path: '' });
  }
  return lines.length === 0 ? '{}\n' : `${lines.join('\n')}\n`;
}

interface Writer {
  readonly lines: string[];
  readonly indent: number;
  /** 0 for the keys of the configuration, 1 for the keywords of a job. */
  readonly depth: number;
  /** The file of the value around. */
  readonly path: string;
}

function writeEntry(key: string, { key: node, value }: Entry, writer: Writer): void {
  if (writer.depth === 1 && key === 'extends') return;
  const place = value.via === undefined && node.source === value.node.source ? node : value.node;
  const comment = commentOn(value, place, writer);
  write(`${renderText(key, false, 'double')}:`, value, comment, writer);
}

/** The first entry of a mapping stands on the line of its dash, unless a comment does. */
function writeItem(value: Value, writer: Writer): void {
  const { lines, indent } = writer;
  const comment = commentOn(value, value.node, writer);
  const at = lines.length;
  write('-', value, comment, writer);
  if (value.kind === 'mapping' && value.entries.size > 0 && comment === '') {
    lines.splice(at, 2, `${' '.repeat(indent)}- ${(lines[at + 1] ?? '').trimStart()}`);
  }
}

/** The value behind a lead (`key:` or `-`), and a comment at the end of the lead's line. */
function write(lead: string, value: Value, comment: string, { lines, indent, depth }: Writer): void {
  const start = ' '.repeat(indent) + lead;
  const inner = { lines, indent: indent + 2, path: value.node.source.path };
  if (value.kind === 'mapping' && value.entries.size > 0) {
    lines.push(start + comment);
    for (const [key, entry] of value.entries) writeEntry(key, entry, { ...inner, depth: depth + 1 });
  } else if (value.kind === 'list' && value.items.length > 0) {
    lines.push(start + comment);
    for (const item of value.items) writeItem(item, { ...inner, depth: depth + 2 });
  } else {
    const [first = '', ...rest] = renderLeaf(value, indent + 2).split('\n');
    lines.push(`${start} ${first}${comment}`, ...rest);
  }
}

function renderLeaf(value: Value, indent: number): string {
  switch (value.kind) {
    case 'scalar':
      return renderScalar(value, indent);
    case 'list':
      return '[]';
    case 'mapping':
      return '{}';
    default:
      return 'null';
  }
}

/** Numbers keep the form they were written in, which the scripts that use them may rely on. */
function renderScalar({ type, value, text, node }: Scalar, indent: number): string {
  if (type === 'string')
    return renderBlockText(text, indent, defaultStyle) ?? renderText(text, false, 'double');
  if (type === 'null') return 'null';
  if (type === 'boolean') return String(value);
  const plain =
    node.kind === 'scalar' && node.style === 'plain' && node.type === type && node.tag === undefined;
  if (plain) return node.raw;
  return typeof value === 'number' ? renderFlow(value) : text;
}

/** ` # ci/base.yml:3 via extends`; empty within a keyword, where nothing new is to be said. */
function commentOn({ via }: Value, { source, start }: Node, { depth, path }: Writer): string {
  const ways = waysOf(via);
  if (depth > 1 && ways.length === 0 && source.path === path) return '';
  const place = `${source.path.replace(/[\u0000-\u001f]/g, ' ')}:${source.positionAt(start).line}`;
  return ways.length === 0 ? ` # ${place}` : ` # ${place} via ${ways.join(', ')}`;
}

/** The last step first, each kind once; that a file was included is told by its path. */
function waysOf(via: Step | undefined): string[] {
  const ways = new Set<string>();
  for (let step = via; step !== undefined; step = step.next) {
    if (step.kind !== 'include') ways.add(WORDS[step.kind]);
  }
  return [...ways];
}
