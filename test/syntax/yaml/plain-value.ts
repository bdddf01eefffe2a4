import type { Node } from '../../../src/syntax/node.js';
import { Source } from '../../../src/syntax/source.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';

/** The JavaScript value of a node, aliases followed, later keys over earlier ones. */
export function plainValue(node: Node | null): unknown {
  if (node === null) return null;
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'alias':
      return plainValue(node.target);
    case 'sequence':
      return node.items.map(plainValue);
    case 'mapping':
      return Object.fromEntries(
        node.pairs.map(pair => [String(plainValue(pair.key)), plainValue(pair.value)]),
      );
  }
}

export function parseValue(text: string): unknown {
  return plainValue(parseYaml(new Source('ci.yml', text)).documents[0]?.contents ?? null);
}
