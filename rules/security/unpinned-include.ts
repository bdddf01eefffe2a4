import type { ConfigFile } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { isLater } from '../../src/config/keywords/target.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { MappingNode, Node, ScalarNode } from '../../src/syntax/node.js';
import { findPair } from '../../src/syntax/yaml/edit-mapping.js';

export const unpinnedInclude: AnyLintRule = defineRule({
  id: 'unpinned-include',
  meta: {
    summary:
      'An include from elsewhere has no fixed version, so that others can change the pipeline at any time.',
    category: 'security',
    severity: 'warning',
    preset: 'strict',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#includeproject',
      'https://docs.gitlab.com/ci/yaml/#includeintegrity',
      'https://docs.gitlab.com/ci/components/#component-versions',
    ],
    dialects: DIALECTS,
  },
  messages: {
    head: {
      what: 'The include of {{place}} has no `ref`: it is always the newest text of the default branch.',
      why: 'Whoever can push there decides what runs here, with the variables of this project.',
      help: 'Add a `ref` with a tag or, better, a commit.',
    },
    branch: {
      what: 'The include of {{place}} is of the branch {{ref}}, which moves.',
      why: 'Whoever can push there decides what runs here, with the variables of this project.',
      help: 'Name a tag or, better, a commit.',
    },
    component: {
      what: 'The component {{place}} is taken in its version {{ref}}, which moves.',
      why: 'Whoever can release there decides what runs here, with the variables of this project.',
      help: 'Name a whole version or, better, a commit.',
    },
    remote: {
      what: 'The file {{place}} is included without `integrity`.',
      why: 'Whoever answers under that address decides what runs here, with the variables of this project.',
      help: 'Add `integrity` with the SHA-256 of the file, or keep a copy in the repository.',
    },
  },
  on: {
    *source(file, { target }) {
      if (!file.local) return;
      const knowsIntegrity = !isLater(INTEGRITY_SINCE, target.gitlabVersion);
      for (const include of includesOf(file)) {
        const text = include.kind === 'scalar' ? include.text : null;
        const mapping = include.kind === 'mapping' ? include : null;
        const remote =
          mapping === null
            ? text !== null && /^https?:/.test(text)
              ? include
              : null
            : scalarAt(mapping, 'remote');
        if (remote?.kind === 'scalar') {
          const isFixed =
            !knowsIntegrity || (mapping !== null && findPair(mapping, 'integrity') !== undefined);
          if (!isFixed) yield { messageId: 'remote', at: remote, data: { place: remote.text } };
        }
        if (mapping === null) continue;
        const project = scalarAt(mapping, 'project');
        const ref = scalarAt(mapping, 'ref');
        const component = findPair(mapping, 'component')?.value;
        if (project !== null && findPair(mapping, 'ref') === undefined) {
          yield { messageId: 'head', at: project, data: { place: project.text } };
        } else if (project !== null && ref !== null && BRANCH.test(ref.text)) {
          yield { messageId: 'branch', at: ref, data: { place: project.text, ref: ref.text } };
        }
        const version = component?.kind === 'scalar' ? /^(.+)@([^@]+)$/.exec(component.text) : null;
        const [, place = '', moving = ''] = version ?? [];
        if (component !== undefined && MOVING.test(moving)) {
          yield { messageId: 'component', at: component, data: { place, ref: moving } };
        }
      }
    },
  },
});

/** The first GitLab with `include:integrity`. */
const INTEGRITY_SINCE = '17.9';

/** Names that are of branches in nearly all projects. */
const BRANCH = /^(?:refs\/heads\/.+|main|master|HEAD|trunk|develop|development)$/;

/** A branch, the newest release, and the newest of a major or minor version. */
const MOVING = /^(?:~latest|main|master|HEAD|trunk|develop|\d+|\d+\.\d+)$/;

/** What `include` names at the top of a file, one by one. */
function includesOf({ stream }: ConfigFile): readonly Node[] {
  return stream.documents.flatMap(({ contents }) => {
    if (contents?.kind !== 'mapping') return [];
    const include = findPair(contents, 'include')?.value;
    if (include === undefined) return [];
    return include.kind === 'sequence' ? include.items : [include];
  });
}

/** A text that is known as it stands. */
function scalarAt(mapping: MappingNode, key: string): ScalarNode | null {
  const value = findPair(mapping, key)?.value;
  return value?.kind === 'scalar' && !/\$/.test(value.text) && value.type !== 'null' ? value : null;
}
