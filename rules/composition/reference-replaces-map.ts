import { DIALECTS } from '../../src/config/dialect.js';
import { extendingJobs, inheritedEntry, writtenEntry } from '../../src/linter/bases.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { Node } from '../../src/syntax/node.js';
import { outerRange } from '../../src/syntax/yaml/layout.js';

export const referenceReplacesMap: AnyLintRule = defineRule({
  id: 'reference-replaces-map',
  meta: {
    summary: 'A `!reference` in place of a whole mapping drops what the job would inherit there.',
    category: 'composition',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags',
      'https://gitlab.com/gitlab-org/gitlab/-/issues/383802',
      'lib/gitlab/ci/config.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    replaced: {
      what: '`!reference` takes the place of all {{keyword}} of {{base}}: {{job}} loses {{lost}}.',
      why: 'GitLab merges what a job extends before it resolves `!reference`, so there is nothing to merge with yet.',
      help: 'Refer to the entries one by one, as in `{{{first}}}: !reference [{{{path}}}, {{{first}}}]`, or add {{from}} to `extends`.',
    },
  },
  on: {
    *pipeline(config) {
      for (const extending of extendingJobs(config)) {
        for (const [keyword, { value }] of extending.mapping.entries) {
          const own = writtenEntry(extending.mapping, keyword);
          const inherited = inheritedEntry(extending, keyword);
          if (own === null || value.kind !== 'mapping' || value.via?.kind !== 'reference') continue;
          if (inherited?.entry.value.kind !== 'mapping') continue;
          const lost = [...inherited.entry.value.entries.keys()].filter(name => !value.entries.has(name));
          if (lost.length === 0) continue;
          const { at: reference } = value.via;
          const at = { source: reference.source, ...outerRange(reference) };
          const path = pathOf(reference);
          const [from = '', ...rest] = path;
          const help =
            rest.length === 1 ? { from, path: path.join(', '), first: firstOf(value.entries) } : {};
          yield {
            messageId: 'replaced',
            at,
            job: extending.name,
            data: { keyword, base: inherited.name, job: extending.name, lost, ...help },
            related: [{ message: 'This is what it replaces.', at: inherited.entry.value.node }],
          };
        }
      }
    },
  },
});

/** The names in a `!reference [a, b]`. */
function pathOf(reference: Node): string[] {
  if (reference.kind !== 'sequence') return [];
  return reference.items.flatMap(item => (item.kind === 'scalar' ? [item.text] : []));
}

function firstOf(entries: ReadonlyMap<string, unknown>): string {
  return entries.keys().next().value ?? '';
}
