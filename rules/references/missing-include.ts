import type { Config, ConfigFile } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem, type RuleContext } from '../../src/linter/lint-rule.js';
import { nearest } from '../../src/linter/nearest.js';
import { scalarAt } from '../../src/linter/node-at.js';
import { wordOf, wordsOf } from '../../src/linter/problem.js';
import type { MappingNode, Node, ScalarNode } from '../../src/syntax/node.js';
import { contains } from '../../src/syntax/range.js';
import { findPair } from '../../src/syntax/yaml/edit-mapping.js';
import { setScalar } from '../../src/syntax/yaml/edit-value.js';

const REJECTED = 'GitLab rejects the whole configuration: no pipeline is created.';

export const missingInclude: AnyLintRule = defineRule({
  id: 'missing-include',
  meta: {
    summary: 'An included file of this repository does not exist or is empty, or a wildcard finds none.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#includelocal',
      'lib/gitlab/ci/config/external/file/local.rb',
      'app/models/repository.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    missing: {
      what: 'The included file {{path}} does not exist.',
      why: REJECTED,
      help: 'Did you mean {{near}}?',
    },
    relative: {
      what: 'The included file {{path}} does not exist.',
      why: 'Paths start at the root of the repository and cannot hold `.` or `..`; GitLab rejects the configuration.',
      help: 'Write the path from the root of the repository.',
    },
    empty: {
      what: 'The included file {{path}} is empty.',
      why: REJECTED,
      help: 'Remove the include, or fill the file.',
    },
    noMatch: {
      what: 'No file matches {{path}}, so nothing is included.',
      why: 'GitLab says nothing about it: the jobs that were meant are missing.',
      help: 'Paths start at the root of the repository; `*` stays in one folder, `**` goes into all.',
    },
    slashedWildcard: {
      what: 'No file matches {{path}}, so nothing is included.',
      why: 'A wildcard that starts with a slash matches nothing, and GitLab says nothing about it.',
      help: 'Remove the first slash.',
    },
  },
  problems: ['include.local-missing', 'include.local-empty'],
  on: {
    *problem(problem, ctx) {
      const { at, kind } = problem;
      const path = wordOf(problem, 'location');
      if (kind === 'include.local-empty') yield { messageId: 'empty', at, data: { path } };
      else if (/(?:^|\/)\.{1,2}\//.test(path)) yield { messageId: 'relative', at, data: { path } };
      else {
        const near = nearest(path, wordsOf(problem, 'candidates'));
        if (near === null) yield { messageId: 'missing', at, data: { path } };
        else {
          const fix = () => rename(problem, near, ctx);
          yield { messageId: 'missing', at, data: { path, near }, fix };
        }
      }
    },
    *source(file, { config }) {
      if (!file.local) return;
      for (const pattern of idleWildcards(file, config)) {
        const path = pattern.text;
        const messageId = path.startsWith('/') ? 'slashedWildcard' : 'noMatch';
        yield { messageId, at: pattern, data: { path }, severity: 'warning' };
      }
    },
  },
});

function rename({ at }: Problem, near: string, { config }: RuleContext): Fix[] {
  const scalar = scalarAt(config, at);
  return suggestion(`Include ${near}`, scalar && setScalar(scalar, near));
}

/** Local includes with wildcards that brought no file. Those with rules may just not be asked for. */
function idleWildcards({ stream }: ConfigFile, config: Config): ScalarNode[] {
  return includesOf(stream.documents.flatMap(({ contents }) => contents ?? [])).filter(
    pattern =>
      !config.files.some(
        ({ includedBy }) => includedBy?.source === pattern.source && contains(includedBy, pattern),
      ) && !config.unresolved.some(({ at }) => at.source === pattern.source && contains(at, pattern)),
  );
}

function includesOf(documents: readonly Node[]): ScalarNode[] {
  return documents.flatMap(document => {
    const include = document.kind === 'mapping' ? findPair(document, 'include')?.value : undefined;
    const items = include?.kind === 'sequence' ? include.items : include === undefined ? [] : [include];
    return items.flatMap(item => patternOf(item) ?? []);
  });
}

function patternOf(item: Node): ScalarNode | null {
  const local = item.kind === 'mapping' ? localOf(item) : item;
  return local?.kind === 'scalar' && isWildcard(local.text) ? local : null;
}

function localOf(item: MappingNode): Node | undefined {
  return findPair(item, 'rules') === undefined ? findPair(item, 'local')?.value : undefined;
}

/** Variables in the path could stand for anything. */
function isWildcard(path: string): boolean {
  return path.includes('*') && !/[$%]|^https?:/.test(path);
}
