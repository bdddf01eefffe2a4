/** One pipeline for a push, not two: the workflow that leaves out branch pipelines where there is a merge request. */
import type { Config } from '../config/config.js';
import type { MappingNode } from '../syntax/node.js';
import { insertEntry, setEntry } from '../syntax/yaml/edit-mapping.js';
import { insertItem } from '../syntax/yaml/edit-sequence.js';
import { type Fix, suggestion } from './fix.js';

const LEFT_OUT = {
  if: '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS',
  when: 'never',
};

/**
 * Suggests `workflow:rules` under which a push to a branch with an open merge request starts the merge request pipeline alone.
 * Nothing is offered where the root file has rules of the workflow that it does not write itself.
 */
export function oneForEachPush(config: Config): Fix[] {
  const title = 'Leave out branch pipelines where there is an open merge request';
  const root = config.parent === null ? rootMapping(config) : null;
  if (root === null) return [];
  const { workflow } = config;
  const rules = [LEFT_OUT, { when: 'always' }];
  if (workflow === null) {
    const [before] = root.pairs;
    return suggestion(
      title,
      insertEntry(root, { key: 'workflow', value: { rules }, ...(before && { before }) }),
    );
  }
  const { node } = workflow.at;
  if (workflow.at.via !== undefined || node.source !== root.source) return [];
  const list = workflow.at.entries.get('rules')?.value;
  if (list === undefined)
    return node.kind === 'mapping' ? suggestion(title, setEntry(node, 'rules', rules)) : [];
  const isOwn = list.via === undefined && list.node.source === root.source;
  return isOwn && list.node.kind === 'sequence' ? suggestion(title, insertItem(list.node, 0, LEFT_OUT)) : [];
}

/** The text of the root file's configuration, behind a header if there is one. */
function rootMapping({ files }: Config): MappingNode | null {
  const contents = files[0]?.stream.documents.map(document => document.contents) ?? [];
  const mappings = contents.filter(each => each?.kind === 'mapping');
  const hasHeader =
    mappings[0]?.pairs.some(({ key }) => key.kind === 'scalar' && key.value === 'spec') === true;
  return (hasHeader ? mappings[1] : mappings[0]) ?? null;
}
