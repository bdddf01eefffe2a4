import type { Config } from '../../src/config/config.js';
import { type JobDefinition, keyword } from '../../src/config/job.js';
import type { Value } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { andList } from '../../src/linter/shell-list.js';
import type { Node, SequenceNode } from '../../src/syntax/node.js';
import { replaceWithItems } from '../../src/syntax/yaml/edit-sequence.js';

export const maskedExitCode: AnyLintRule = defineRule({
  id: 'masked-exit-code',
  meta: {
    summary: 'A job goes on after a command that failed, because it stands before `&&`.',
    category: 'scripts',
    severity: 'warning',
    preset: 'strict',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://gitlab.com/gitlab-org/gitlab-runner/-/issues/25394',
      'https://docs.gitlab.com/ci/yaml/script_troubleshooting/',
    ],
  },
  messages: {
    masked: {
      what: 'When {{command}} fails, {{job}} goes on with the next line of its script.',
      why: 'A failure before `&&` skips the rest of the line and does not end the shell, not even with `set -e`.',
      help: 'Write each command as an item of its own.',
    },
  },
  on: {
    *pipeline(config) {
      for (const { node, list, commands, definitions } of maskedItems(config)) {
        const command = commands.find(canFailByMistake) ?? '';
        const [first] = definitions;
        yield {
          messageId: 'masked',
          at: node,
          data: { command, job: first?.name ?? '' },
          ...(definitions.length === 1 && first !== undefined ? { job: first.name } : {}),
          fix: () => split(list, node, commands),
        };
      }
    },
  },
});

interface MaskedItem {
  readonly node: Node;
  readonly list: SequenceNode | null;
  readonly commands: readonly string[];
  readonly definitions: JobDefinition[];
}

/** One for each item that is written, whatever number of jobs runs it. */
function maskedItems(config: Config): Iterable<MaskedItem> {
  const found = new Map<Node, MaskedItem>();
  for (const definition of config.definitions) {
    if (isForeignShell(definition)) continue;
    const items = [
      ...itemsOf(keyword(definition, 'before_script')),
      ...itemsOf(keyword(definition, 'script')),
    ];
    // The exit code of the last command is that of the job.
    for (const { node, list, text } of items.slice(0, -1)) {
      const commands = andList(text);
      if (commands === null || !commands.slice(0, -1).some(canFailByMistake)) continue;
      if (commands.slice(0, -1).some(isQuestion)) continue;
      const known = found.get(node);
      if (known === undefined) found.set(node, { node, list, commands, definitions: [definition] });
      else known.definitions.push(definition);
    }
  }
  return found.values();
}

interface ScriptItem {
  readonly node: Node;
  readonly list: SequenceNode | null;
  readonly text: string;
}

function itemsOf(value: Value | undefined): readonly ScriptItem[] {
  if (value?.kind === 'scalar') return [{ node: value.node, list: null, text: value.text }];
  if (value?.kind !== 'list') return [];
  const list = value.node.kind === 'sequence' ? value.node : null;
  return value.items.flatMap(item => {
    if (item.kind === 'list') return itemsOf(item);
    return item.kind === 'scalar' ? [{ node: item.node, list, text: item.text }] : [];
  });
}

/** Runners of Windows check each line by themselves. */
function isForeignShell(definition: JobDefinition): boolean {
  const tags = keyword(definition, 'tags');
  const words =
    tags?.kind === 'list' ? tags.items.map(item => (item.kind === 'scalar' ? item.text : '')) : [];
  return words.some(word => /windows|powershell|pwsh/i.test(word));
}

/** Commands that answer a question with their exit code: `a && b` says what to do then. */
const QUESTION =
  /^(?:!|\[\[?|test|grep|egrep|fgrep|which|type|hash|command|diff|cmp|expr|pgrep|id|getent|dpkg|rpm|git (?:diff|rev-parse|ls-remote|show-ref|merge-base)|docker (?:inspect|image inspect)|kubectl get|\$\{?\w+\}?$|true$|false$|\(\()(?:\s|$)/;

function isQuestion(command: string): boolean {
  return (
    QUESTION.test(`${withoutVariables(command)} `) ||
    /^\[|^\$/.test(command) ||
    /\|\s*(?:grep|egrep)\b/.test(command)
  );
}

/** Commands that hardly ever fail. */
const SURE =
  /^(?:echo|printf|export|set|unset|umask|alias|true|:|date|pwd|shopt|mkdir -p|rm -[rf]+|chmod|touch)(?:\s|$)/;

function canFailByMistake(command: string): boolean {
  const own = withoutVariables(command);
  return own !== '' && !SURE.test(own);
}

/** `A=b command` without its assignments. */
function withoutVariables(command: string): string {
  return command.replace(/^(?:\w+=(?:"[^"]*"|'[^']*'|[^\s"']*)\s*)+/, '');
}

function split(list: SequenceNode | null, node: Node, commands: readonly string[]): Fix[] {
  const index = list?.items.indexOf(node) ?? -1;
  if (list === null || index < 0) return [];
  return suggestion('Write each command as an item of its own', replaceWithItems(list, index, commands));
}
