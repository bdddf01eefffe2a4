import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Place } from '../../src/config/problem.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { nearest } from '../../src/linter/nearest.js';
import { capitalize, wordOf, wordsOf } from '../../src/linter/problem.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { Node } from '../../src/syntax/node.js';
import type { Source } from '../../src/syntax/source.js';
import { findPair } from '../../src/syntax/yaml/edit-mapping.js';

const REJECTED = 'GitLab rejects the whole configuration: no pipeline is created.';

export const invalidInterpolation: AnyLintRule = defineRule({
  id: 'invalid-interpolation',
  meta: {
    summary: 'A `$[[ … ]]` block asks for an input, a matrix variable or a function that does not exist.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/inputs/',
      'lib/gitlab/ci/config/interpolation/access.rb',
      'lib/gitlab/ci/config/interpolation/block.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    unknown: {
      what: 'There is no {{name}}, which {{access}} asks for.',
      why: REJECTED,
      help: 'Declare it under `spec:inputs` in the header of this file.',
    },
    misspelled: {
      what: 'There is no {{name}}, which {{access}} asks for.',
      why: REJECTED,
      help: 'Did you mean {{near}}?',
    },
    pattern: {
      what: '{{access}} does not say what to put in.',
      why: REJECTED,
      help: 'Write `$[[ inputs.name ]]`.',
    },
    function: {
      what: 'There is no function {{call}}.',
      why: REJECTED,
      help: "Functions are `expand_vars`, `posix_escape`, `truncate(start, length)` and `split('separator')`.",
    },
    functionType: {
      what: 'The function {{name}} cannot take this value.',
      why: 'Functions take text; GitLab rejects the configuration.',
      help: 'Declare the input as `type: string`, or leave the function out.',
    },
    notAList: {
      what: 'The value that an item is taken from is not a list.',
      why: REJECTED,
      help: 'Leave `[…]` out, or declare the input as `type: array`.',
    },
    outOfBounds: {
      what: 'The list has no item {{{index}}}: it has {{{size}}}, counted from 0.',
      why: REJECTED,
    },
    index: {
      what: 'The item of a list is not asked for as GitLab reads it.',
      why: REJECTED,
      help: 'Write `$[[ inputs.name[0] ]]`, with a whole number.',
    },
    matrix: {
      what: 'The matrix of {{job}} has no variable {{variable}}.',
      why: 'A need can only take over the values of the variables that the job itself has; GitLab rejects the configuration.',
      help: 'Its variables are {{variables}}.',
    },
    other: { what: '{{{reason}}}', why: REJECTED },
  },
  problems: ['interpolation.*'],
  on: {
    *problem(problem, { config }) {
      const { at, job = '', kind, gitlabMessage = '' } = problem;
      const word = (name: string): string => wordOf(problem, name);
      switch (kind) {
        case 'interpolation.unknown':
          yield* unknownInput(problem, config);
          break;
        case 'interpolation.pattern':
          yield { messageId: 'pattern', at, data: { access: word('access') } };
          break;
        case 'interpolation.no-function':
          yield { messageId: 'function', at, data: { call: word('call') } };
          break;
        case 'interpolation.function-type':
          yield { messageId: 'functionType', at, data: { name: word('name') } };
          break;
        case 'interpolation.not-array':
          yield { messageId: 'notAList', at };
          break;
        case 'interpolation.out-of-bounds':
          yield { messageId: 'outOfBounds', at, data: { index: word('index'), size: word('size') } };
          break;
        case 'interpolation.matrix-variable': {
          const variables = wordsOf(problem, 'variables');
          const data = { job, variable: word('variable') };
          yield { messageId: 'matrix', at, data: variables.length === 0 ? data : { ...data, variables } };
          break;
        }
        default:
          if (kind.startsWith('interpolation.index')) yield { messageId: 'index', at };
          else yield { messageId: 'other', at, data: { reason: capitalize(`${gitlabMessage}.`) } };
      }
    },
  },
});

function* unknownInput(problem: Problem, config: Config): Generator<Unknown> {
  const { at } = problem;
  const name = wordOf(problem, 'name');
  const access = wordOf(problem, 'access');
  const near = access === `inputs.${name}` ? nearest(name, inputsOf(config, at.source)) : null;
  if (near === null) yield { messageId: 'unknown', at, data: { name, access } };
  else {
    const fix = (): Fix[] => suggestion(`Write ${near}`, rename(at, access, `inputs.${near}`));
    yield { messageId: 'misspelled', at, data: { name, access, near }, fix };
  }
}

interface Unknown {
  readonly messageId: 'unknown' | 'misspelled';
  readonly at: Place;
  readonly data: { readonly name: string; readonly access: string; readonly near?: string };
  readonly fix?: () => Fix[];
}

/** The inputs that the header of a file declares. */
function inputsOf({ files }: Config, source: Source): string[] {
  const header = files.find(({ stream }) => stream.source === source)?.stream.documents[0]?.contents;
  const inputs = ['spec', 'inputs'].reduce<Node | null | undefined>(
    (node, key) => (node?.kind === 'mapping' ? findPair(node, key)?.value : null),
    header,
  );
  return inputs?.kind === 'mapping'
    ? inputs.pairs.flatMap(({ key }) => (key.kind === 'scalar' ? [key.text] : []))
    : [];
}

function rename({ source, start, end }: Place, from: string, to: string): Edit[] | null {
  const at = source.text.slice(start, end).indexOf(from);
  return at < 0 ? null : [{ source, range: { start: start + at, end: start + at + from.length }, text: to }];
}
