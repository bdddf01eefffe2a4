/**
 * Pages of rules: Markdown whose fenced blocks are run. A `yaml` block is the root file of a case, or with a title a file
 * beside it; the `text` and `diff` blocks after it are what the rule has to say about them.
 */

import type { Target } from '../../src/config/keywords/target.js';

/** A fenced block; `open` and `close` are the indexes of its fence lines. */
export interface Fence {
  readonly language: string;
  readonly title: string | null;
  /** Words after the language that are not attributes. */
  readonly flags: readonly string[];
  readonly open: number;
  readonly close: number;
  readonly body: string;
}

export interface PageCase {
  /** The `##` heading above it. */
  readonly section: string;
  /** The line of its root block, from 1. */
  readonly line: number;
  readonly files: ReadonlyMap<string, string>;
  readonly options: Readonly<Record<string, unknown>> | null;
  /** Settings about the GitLab that the case is for. */
  readonly target: Partial<Target>;
  /** True when other rules would find errors in it too. */
  readonly refused: boolean;
  /** The last `yaml` fence, after which output is written. */
  readonly lastInput: Fence;
  readonly text: Fence | null;
  readonly diffs: readonly Fence[];
}

export interface Page {
  readonly lines: readonly string[];
  readonly title: string;
  readonly summary: string;
  /** The index of the line below the summary that tells severity, preset and fix. */
  readonly factsLine: number;
  readonly sections: readonly string[];
  readonly cases: readonly PageCase[];
}

export const ROOT = '.gitlab-ci.yml';

export function parsePage(text: string): Page {
  const lines = text.split('\n');
  const fences = findFences(lines);
  const inFence = new Set(fences.flatMap(({ open, close }) => range(open, close)));
  const sections = lines.flatMap((line, index) =>
    line.startsWith('## ') && !inFence.has(index) ? [{ name: line.slice(3).trim(), index }] : [],
  );
  const sectionAt = (index: number): string =>
    sections.findLast(section => section.index < index)?.name ?? '';
  return {
    lines,
    title: (lines[0] ?? '').replace(/^# /, ''),
    summary: lines[2] ?? '',
    factsLine: 4,
    sections: sections.map(({ name }) => name),
    cases: findCases(fences, sectionAt),
  };
}

function findFences(lines: readonly string[]): Fence[] {
  const fences: Fence[] = [];
  for (let open = 0; open < lines.length; open++) {
    const info = /^```(\w+)(.*)$/.exec(lines[open] ?? '');
    if (info === null) continue;
    const close = lines.indexOf('```', open + 1);
    if (close === -1) throw new Error(`The block at line ${open + 1} does not end.`);
    const rest = info[2] ?? '';
    fences.push({
      language: info[1] ?? '',
      title: /title="([^"]*)"/.exec(rest)?.[1] ?? null,
      flags: rest
        .replace(/\w+="[^"]*"/g, '')
        .split(' ')
        .filter(Boolean),
      open,
      close,
      body: lines
        .slice(open + 1, close)
        .map(line => `${line}\n`)
        .join(''),
    });
    open = close;
  }
  return fences;
}

function findCases(fences: readonly Fence[], sectionAt: (index: number) => string): PageCase[] {
  const cases: PageCase[] = [];
  let options: PageCase['options'] = null;
  let target: PageCase['target'] = {};
  for (const [index, root] of fences.entries()) {
    if (root.language === 'json' && root.flags.includes('options')) options = JSON.parse(root.body);
    if (root.language === 'json' && root.flags.includes('target')) target = JSON.parse(root.body);
    if (!startsCase(root)) continue;
    const rest = fences.slice(index + 1);
    const next = rest.findIndex(fence => startsCase(fence) || fence.language === 'json');
    const own = next === -1 ? rest : rest.slice(0, next);
    const section = sectionAt(root.open);
    const inputs = own.filter(fence => fence.language === 'yaml' && !fence.flags.includes('example'));
    const outputs = own.filter(fence => sectionAt(fence.open) === section);
    cases.push({
      section,
      line: root.open + 1,
      files: new Map([root, ...inputs].map(fence => [fence.title ?? ROOT, fence.body])),
      options,
      target,
      refused: root.flags.includes('refused'),
      lastInput: inputs.at(-1) ?? root,
      text: outputs.find(fence => fence.language === 'text') ?? null,
      diffs: outputs.filter(fence => fence.language === 'diff'),
    });
    options = null;
    target = {};
  }
  return cases;
}

/** A block of the root file; `yaml example` blocks are for readers alone. */
function startsCase(fence: Fence): boolean {
  return fence.language === 'yaml' && !fence.flags.includes('example') && (fence.title ?? ROOT) === ROOT;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The page with what each case really gives: one `text` block and one `diff` block a fix. */
export function rewritePage(
  page: Page,
  outputs: ReadonlyMap<PageCase, CaseOutput>,
  facts: string | null,
): string {
  const lines: (string | null)[] = [...page.lines];
  const added = new Map<number, string[]>();
  for (const [pageCase, output] of outputs) {
    const wanted = output.text === '' ? [] : [fenced('text', output.text)];
    let at = place(pageCase.text === null ? [] : [pageCase.text], wanted, pageCase.lastInput, {
      lines,
      added,
    });
    at = pageCase.text !== null && wanted.length > 0 ? pageCase.text : at;
    place(
      pageCase.diffs,
      output.diffs.map(diff => fenced('diff', `${diff}\n`)),
      at,
      { lines, added },
    );
  }
  if (facts !== null) lines[page.factsLine] = facts;
  return lines
    .flatMap((line, index) => [...(line === null ? [] : [line]), ...(added.get(index) ?? [])])
    .join('\n');
}

export interface CaseOutput {
  /** Empty when the rule says nothing. */
  readonly text: string;
  readonly diffs: readonly string[];
}

interface Draft {
  readonly lines: (string | null)[];
  readonly added: Map<number, string[]>;
}

/** Puts blocks where their kind stood before, the rest after the last one or after `anchor`; answers the last fence used. */
function place(
  old: readonly Fence[],
  wanted: readonly string[][],
  anchor: Fence,
  { lines, added }: Draft,
): Fence {
  let last = anchor;
  for (const [index, fence] of old.entries()) {
    const block = wanted[index];
    lines.fill(null, fence.open, fence.close + 1);
    if (block === undefined && lines[fence.open - 1] === '') lines[fence.open - 1] = null;
    if (block === undefined) continue;
    added.set(fence.close, [...block, ...(added.get(fence.close) ?? [])]);
    last = fence;
  }
  const extra = wanted.slice(old.length).flatMap(block => ['', ...block]);
  if (extra.length > 0) added.set(last.close, [...(added.get(last.close) ?? []), ...extra]);
  return last;
}

function fenced(language: string, body: string): string[] {
  return [`\`\`\`${language}`, ...body.replace(/\n$/, '').split('\n'), '```'];
}
