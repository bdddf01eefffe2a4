import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { nearest } from '../../src/linter/nearest.js';
import { capitalize, wordOf, wordsOf } from '../../src/linter/problem.js';

const REJECTED = 'GitLab rejects the whole configuration: no pipeline is created.';

export const invalidInclude: AnyLintRule = defineRule({
  id: 'invalid-include',
  meta: {
    summary: 'An `include` does not say which file it means in a way that GitLab reads.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#include',
      'lib/gitlab/ci/config/external/mapper.rb',
      'lib/gitlab/ci/config/external/file/base.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    type: {
      what: 'An include must be a path, an address or a mapping.',
      why: REJECTED,
      help: 'Write `- local: path.yml`, or one of the other kinds of `include`.',
    },
    noKind: {
      what: 'This include does not say what to include: it has none of {{allowed}}.',
      why: REJECTED,
      help: 'Did you mean {{near}}?',
    },
    noFile: {
      what: 'This include names a project, but no file of it.',
      why: REJECTED,
      help: 'Add `file: /path/in/that/project.yml`.',
    },
    manyKinds: {
      what: 'This include has {{names}}; it can include one thing only.',
      why: REJECTED,
      help: 'Make each of them an entry of its own.',
    },
    extension: {
      what: 'The included file {{location}} does not end in `.yml` or `.yaml`.',
      why: 'GitLab includes no other files, and rejects the configuration.',
      help: 'Rename the file.',
    },
    notText: {
      what: 'The path of an include must be text; this is {{location}}.',
      why: REJECTED,
      help: 'Put it in quotes.',
    },
    address: {
      what: '{{location}} is not an address that GitLab can fetch a file from.',
      why: REJECTED,
      help: 'Write the whole address, with `https://`.',
    },
    template: {
      what: '{{location}} is not the name of a template of GitLab.',
      why: 'Their names end in `.gitlab-ci.yml`; GitLab rejects the configuration.',
      help: 'Write the name as in the list of templates, such as `Jobs/SAST.gitlab-ci.yml`.',
    },
    artifact: {
      what: 'A file made by a job cannot be included here.',
      why: 'No job has run yet when GitLab reads the configuration, so it rejects it.',
      help: 'Use it in `trigger:include`, for a child pipeline.',
    },
    rules: {
      what: 'The `rules` of this include are not valid: {{{reason}}}.',
      why: REJECTED,
      help: 'Rules of includes take `if`, `exists`, `changes`, and `when: always` or `when: never`.',
    },
    details: { what: '{{{reason}}}', why: REJECTED, help: '{{{remedy}}}' },
    headerKeys: {
      what: '{{names}} cannot stand in {{location}}, a file that only declares inputs.',
      why: REJECTED,
      help: 'Leave nothing but `inputs` in the file.',
    },
    duplicateInputs: {
      what: 'The input {{names}} is declared twice.',
      why: 'Inputs that come from several files must have different names; GitLab rejects the configuration.',
      help: 'Rename or remove one of them.',
    },
    nothing: {
      what: 'The included file {{location}} holds no configuration.',
      why: REJECTED,
      help: 'Remove the include, or fill the file.',
    },
  },
  problems: ['include.*'],
  on: {
    *problem(problem) {
      const { at, kind, gitlabMessage = '' } = problem;
      const location = wordOf(problem, 'location');
      const names = wordsOf(problem, 'names');
      const allowed = wordsOf(problem, 'allowed');
      const details = DETAILS[kind];
      if (details !== undefined) {
        const [reason, remedy] = details;
        yield { messageId: 'details', at, data: { reason, remedy } };
        return;
      }
      switch (kind) {
        case 'include.no-subkey': {
          const near = names.map(name => nearest(name, allowed)).find(name => name !== null);
          if (names.includes('project')) yield { messageId: 'noFile', at };
          else yield { messageId: 'noKind', at, data: near === undefined ? { allowed } : { allowed, near } };
          break;
        }
        case 'include.rules':
          yield { messageId: 'rules', at, data: { reason: reasonOf(gitlabMessage) } };
          break;
        case 'include.one-subkey':
          yield { messageId: 'manyKinds', at, data: { names } };
          break;
        case 'include.duplicate-inputs':
          yield { messageId: 'duplicateInputs', at, data: { names } };
          break;
        case 'include.header-unknown-keys':
          yield { messageId: 'headerKeys', at, data: { names, location } };
          break;
        case 'include.type':
          yield { messageId: 'type', at };
          break;
        case 'include.artifact-child-only':
          yield { messageId: 'artifact', at };
          break;
        default: {
          const messageId = LOCATIONS[kind];
          if (messageId !== undefined) yield { messageId, at, data: { location } };
          else yield { messageId: 'details', at, data: { reason: capitalize(reasonOf(gitlabMessage)) } };
        }
      }
    },
  },
});

/** Messages that say no more than what was to be included. */
const LOCATIONS: Readonly<Record<string, 'extension' | 'notText' | 'address' | 'template' | 'nothing'>> = {
  'include.file-extension': 'extension',
  'include.needs-string': 'notText',
  'include.remote-address': 'address',
  'include.template-location': 'template',
  'include.invalid-yaml': 'nothing',
};

/** What is wrong with the keys of an include, and what to do. */
const DETAILS: Readonly<Record<string, readonly [string, string]>> = {
  'include.file-missing-key': [
    'The include names a project, but no `file` of it.',
    'Add `file: /path/in/that/project.yml`.',
  ],
  'include.artifact-job': [
    'The include names an `artifact`, but not the `job` that makes it.',
    'Add `job` with the name of that job.',
  ],
  'include.integrity-remote-only': [
    '`integrity` only goes with `remote`.',
    'Remove it: other files come from GitLab itself.',
  ],
  'include.integrity-prefix': [
    'The value of `integrity` does not start with `sha256-`.',
    'Write `sha256-` and the checksum in base64.',
  ],
  'include.integrity-base64': [
    'The checksum in `integrity` is not written in base64.',
    'Take the base64 form of the SHA256 checksum: `openssl dgst -sha256 -binary | base64`.',
  ],
  'include.cache': [
    '`cache` of an include must be `true`, `false` or a duration, and only goes with `remote`.',
    'Write a duration such as `1 hour`.',
  ],
};

/** GitLab's message without the path it begins with. */
function reasonOf(message: string): string {
  return message.replace(/^\S*include:\S* /, '').replace(/\.$/, '');
}
