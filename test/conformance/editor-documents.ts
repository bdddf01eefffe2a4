import { loadNode } from '../../src/config/load/load-node.js';
import type { Value } from '../../src/config/value.js';
import { Source } from '../../src/syntax/source.js';
import { parseYaml } from '../../src/syntax/yaml/parse.js';

/** The documents of a text as an editor hands them to a schema: `!reference` is the sequence behind it. */
export function readEditorDocuments(path: string, text: string): readonly unknown[] {
  const { documents } = parseYaml(new Source(path, text));
  return documents.flatMap(({ contents }) => (contents === null ? [] : [plain(loadNode(contents))]));
}

function plain(value: Value): unknown {
  switch (value.kind) {
    case 'scalar':
      return ['integer', 'float', 'boolean', 'null'].includes(value.type) ? value.value : value.text;
    case 'list':
      return value.items.map(plain);
    case 'mapping':
      return Object.fromEntries(Array.from(value.entries, ([key, entry]) => [key, plain(entry.value)]));
    case 'reference':
      return value.path.map(plain);
    default:
      return null;
  }
}
