import type { Config } from '../../config/config.js';
import type { Node } from '../../syntax/node.js';

/**
 * Whether it depends on the pipeline which files are included, by `rules` or by variables in their names. Then a configuration
 * is that of one event: without more, of a push to the default branch.
 */
export function hasConditionalIncludes({ files }: Config): boolean {
  return files.some(({ stream }) =>
    stream.documents.some(({ contents }) => {
      const include = memberOf(contents, 'include');
      const items = include?.kind === 'sequence' ? include.items : [include];
      return items.some(item => memberOf(item, 'rules') !== undefined || variesByPipeline(item));
    }),
  );
}

function memberOf(node: Node | null | undefined, name: string): Node | undefined {
  if (node?.kind !== 'mapping') return undefined;
  return node.pairs.find(({ key }) => key.kind === 'scalar' && key.value === name)?.value;
}

/** Those of the server and the project have one value in all pipelines. */
const VARYING = /\$\{?CI_(?!API|DEFAULT|PAGES|PROJECT|REGISTRY|SERVER|TEMPLATE)/;

function variesByPipeline(item: Node | undefined): boolean {
  if (item?.kind === 'scalar') return VARYING.test(item.text);
  if (item?.kind === 'sequence') return item.items.some(variesByPipeline);
  return item?.kind === 'mapping' && item.pairs.some(({ value }) => variesByPipeline(value));
}
