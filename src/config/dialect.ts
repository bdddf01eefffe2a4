/** Which syntax a configuration is written in: GitLab's of today, or the proposed one that no GitLab runs yet. */
export type Dialect = 'current' | 'proposed';

export const DIALECTS: readonly Dialect[] = ['current', 'proposed'];

const MARKER = /^[ \t]*#[ \t]*ci-lint-dialect:[ \t]*(.*?)[ \t]*$/;

/** A line `# ci-lint-dialect: …`. */
export interface DialectMarker {
  /** What stands behind the colon. */
  readonly name: string;
  /** Of the name. */
  readonly start: number;
  readonly end: number;
  /** True for a line of a text's head, where alone it counts: above everything but comments, directives and `---`. */
  readonly inHead: boolean;
}

/** What the head of a root file says of its syntax; null when it does not say it. The first line that says it counts. */
export function dialectOf(text: string): Dialect | null {
  if (!text.includes('ci-lint-dialect:')) return null;
  for (const { name, inHead } of dialectMarkers(text)) {
    const dialect = inHead ? DIALECTS.find(known => known === name) : undefined;
    if (dialect !== undefined) return dialect;
  }
  return null;
}

/** All such lines of a text, in order. */
export function dialectMarkers(text: string): readonly DialectMarker[] {
  const markers: DialectMarker[] = [];
  let inHead = true;
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    const line = text.slice(start, end).replace(/\r$/, '');
    const name = MARKER.exec(line)?.[1];
    if (name !== undefined) {
      const at = start + line.trimEnd().length - name.length;
      markers.push({ name, start: at, end: at + name.length, inHead });
    }
    inHead &&= /^[ \t]*(?:#.*)?$|^%|^---[ \t]*(?:#.*)?$/.test(line);
    start = end + 1;
  }
  return markers;
}
