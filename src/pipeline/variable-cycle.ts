/** Variables whose values lead back to themselves, for which GitLab creates no pipeline (lib/gitlab/ci/variables/collection/sort.rb). */

const REFERENCE = /\$\$|%%|\$(?:([a-zA-Z_]\w*)|\{([a-zA-Z_]\w*)\})|%([a-zA-Z_]\w*)%/g;

/** Names with all values that the collection holds for them; one that is not expanded has none. */
export type VariableValues = ReadonlyMap<string, readonly string[]>;

/** GitLab's message, or null. A variable that names only itself is no cycle to GitLab. */
export function findVariableCycle(values: VariableValues): string | null {
  const references = new Map<string, readonly string[]>();
  for (const [name, texts] of values) {
    const found = texts.flatMap(referencesIn).filter(reference => values.has(reference));
    if (found.length > 0) references.set(name, found);
  }
  const cycles = components(references).filter(component => component.length > 1);
  if (cycles.length === 0) return null;
  const shown = cycles.map(names => `[${names.map(name => JSON.stringify(name)).join(', ')}]`);
  return `circular variable reference detected: ${shown.join(', ')}`;
}

function referencesIn(text: string): readonly string[] {
  if (!text.includes('$') && !text.includes('%')) return [];
  return [...text.matchAll(REFERENCE)].flatMap(
    ([, plain, braced, percent]) => plain ?? braced ?? percent ?? [],
  );
}

interface Visit {
  readonly name: string;
  readonly index: number;
  low: number;
  next: number;
}

/** Tarjan's strongly connected components, without recursion; linear. */
function components(references: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const visits = new Map<string, Visit>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const enter = (name: string): Visit => {
    const visit = { name, index: visits.size, low: visits.size, next: 0 };
    visits.set(name, visit);
    open.push(name);
    isOpen.add(name);
    return visit;
  };
  for (const root of references.keys()) {
    if (visits.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = references.get(top.name)?.[top.next++];
      const known = next === undefined ? undefined : visits.get(next);
      if (next !== undefined && known === undefined) path.push(enter(next));
      else if (known !== undefined) {
        if (isOpen.has(known.name)) top.low = Math.min(top.low, known.index);
      } else {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) parent.low = Math.min(parent.low, top.low);
        if (top.low === top.index) {
          const component = open.splice(open.indexOf(top.name));
          for (const name of component) isOpen.delete(name);
          found.push(component);
        }
      }
    }
  }
  return found;
}
