import { expandBraces, isExactGlob } from '../../src/conditions/glob.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Fix, suggestion, unsafeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { type WrittenGlob, writtenGlobs } from '../../src/linter/written-globs.js';
import { setScalar } from '../../src/syntax/yaml/edit-value.js';

const PATHS = 'GitLab compares it with the paths of files as Git knows them, such as `docs/index.md`.';

export const globNeverMatches: AnyLintRule = defineRule({
  id: 'glob-never-matches',
  meta: {
    summary: 'A path in `changes` or `exists` matches no file, or fewer than it seems to.',
    category: 'conditions',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'unsafe',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#ruleschanges',
      'https://docs.gitlab.com/ci/yaml/#rulesexists',
      'lib/gitlab/ci/build/rules/rule/clause/changes.rb',
      'lib/gitlab/ci/build/rules/rule/clause/exists.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    dots: {
      what: '{{glob}} matches no file: no path has `.` or `..` between its slashes.',
      why: PATHS,
      help: 'Write it from the root of the repository, without dots.',
    },
    root: {
      what: '{{glob}} matches no file: no path begins with a slash.',
      why: PATHS,
      help: 'Leave the slash out.',
    },
    slashes: {
      what: '{{glob}} matches no file: no path has two slashes in a row.',
      why: PATHS,
      help: 'Write one slash.',
    },
    folder: {
      what: '{{glob}} matches no file: no path ends with a slash.',
      why: `${PATHS} A folder is none of them.`,
      help: 'Write `/**/*` in place of the slash for all files in the folder.',
    },
    brace: {
      what: '{{glob}} matches no file: a brace opens in it that is not closed.',
      why: 'Without its partner, a brace makes a glob that matches nothing.',
      help: 'Close it, or write a backslash before it.',
    },
    shallow: {
      what: '{{glob}} stays in one folder: here `**` means the same as `*`.',
      why: 'Only `**/` goes into the folders below.',
      help: 'Write {{deep}} for the files of all of them.',
    },
  },
  on: {
    *pipeline(config) {
      for (const glob of writtenGlobs(config)) {
        const fault = faultOf(glob);
        if (fault === null) continue;
        const deep = fault === 'shallow' ? deepened(glob.at.text) : null;
        if (deep !== null && glob.siblings.includes(deep)) continue;
        yield {
          messageId: fault,
          at: glob.at.node,
          data: { glob: glob.at.text, ...(deep !== null && { deep }) },
          fix: () => repair(glob, fault),
        };
      }
    },
  },
});

type Fault = 'dots' | 'root' | 'slashes' | 'folder' | 'brace' | 'shallow';

const VARIABLE = /\$\w+|\$\{\w+\}|%\w+%/g;
/** Stands for the value of a variable, of which nothing is known. */
const ANYTHING = '\uE000';
const LONGEST = 2_000;

/** Why a glob matches nothing or stays in a folder. All of its alternatives have to; brackets and backslashes are left alone. */
function faultOf({ clause, at }: WrittenGlob): Fault | null {
  const glob = at.text.replace(VARIABLE, ANYTHING);
  if (/[[\\]/.test(glob) || glob === '' || glob.length > LONGEST) return null;
  const alternatives = expandBraces(glob);
  if (alternatives.length === 0) return glob.includes(ANYTHING) ? null : 'brace';
  const faults = alternatives.map(alternative => faultOfAlternative(alternative, clause));
  const [first = null] = faults;
  const isShallow = first === 'shallow';
  return faults.every(fault => fault !== null && (fault === 'shallow') === isShallow) ? first : null;
}

function faultOfAlternative(glob: string, clause: WrittenGlob['clause']): Fault | null {
  const segments = glob.split('/');
  if (segments.includes('.') || segments.includes('..')) return segments.length > 1 ? 'dots' : null;
  if (segments[0] === '') return segments.length > 1 ? 'root' : null;
  if (segments.slice(1, -1).includes('')) return 'slashes';
  // A plain folder in `exists` is looked up in another way, and sometimes found.
  if (segments.at(-1) === '') return clause === 'changes' || !isExactGlob(glob) ? 'folder' : null;
  const isShallow = segments.some(
    (one, index) => one.includes('**') && (one !== '**' || index === segments.length - 1),
  );
  return isShallow && !segments.slice(0, -1).includes('**') ? 'shallow' : null;
}

/** The glob that goes into the folders below; null where that cannot be told from its text. */
function deepened(glob: string): string | null {
  if (/(?:^|\/)\*\*$/.test(glob)) return `${glob}/*`;
  const match = /^((?:[^*]*\/)?)\*\*([^*/]+)$/.exec(glob);
  return match === null ? null : `${match[1]}**/*${match[2]}`;
}

function repair({ at }: WrittenGlob, fault: Fault): readonly Fix[] {
  const { node, text } = at;
  const repaired = repairedGlob(text, fault);
  if (node.kind !== 'scalar' || node.text !== text || repaired === null || repaired === '') return [];
  const build = fault === 'shallow' || fault === 'folder' ? suggestion : unsafeFix;
  return build(`Write ${repaired}`, setScalar(node, repaired));
}

/** Null where it is not plain what was meant. */
function repairedGlob(text: string, fault: Fault): string | null {
  if (fault === 'shallow') return deepened(text);
  if (fault === 'brace' || /[{}]/.test(text.replace(VARIABLE, ''))) return null;
  if (fault === 'folder') return `${text.replace(/\/+$/, '')}/**/*`;
  const parts = text
    .replace(/^\/+/, '')
    .replace(/\/{2,}/g, '/')
    .split('/');
  return parts.includes('..') ? null : parts.filter(part => part !== '.').join('/');
}
