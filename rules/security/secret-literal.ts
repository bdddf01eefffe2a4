import type { ConfigFile } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { entropy, isPlaceholder } from '../../src/linter/secrets/randomness.js';
import { findTokens } from '../../src/linter/secrets/token-kinds.js';
import type { MappingNode, Node, ScalarNode } from '../../src/syntax/node.js';
import { overlaps } from '../../src/syntax/range.js';
import { findPair } from '../../src/syntax/yaml/edit-mapping.js';

export const secretLiteral: AnyLintRule = defineRule({
  id: 'secret-literal',
  meta: {
    summary: 'A token, key or password is written into the configuration.',
    category: 'security',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/variables/#cicd-variable-security',
      'https://docs.gitlab.com/security/tokens/#token-prefixes',
    ],
    dialects: DIALECTS,
  },
  messages: {
    token: {
      what: 'A {{{kind}}} stands here ({{start}}).',
      why: 'Everybody who can read the repository or its history can use it.',
      help: 'Revoke it, and keep the new one as a masked, protected CI/CD variable of the project.',
    },
    variable: {
      what: 'The value of {{name}} looks like a real secret.',
      why: 'Everybody who can read the repository or its history can use it, and every job gets it.',
      help: 'Replace it with a new one, kept as a masked, protected CI/CD variable of the project.',
    },
  },
  on: {
    *source(file) {
      const { source } = file.stream;
      const tokens = [...findTokens(source.text)];
      for (const { name, prefix, start, end } of tokens) {
        const shown = `${prefix.slice(0, LONGEST_PREFIX)}…`;
        yield { messageId: 'token', at: { source, start, end }, data: { kind: name, start: shown } };
      }
      for (const { name, value } of secretVariables(file)) {
        if (tokens.some(token => overlaps(token, value))) continue;
        yield { messageId: 'variable', at: value, data: { name }, severity: 'warning' };
      }
    },
  },
});

const LONGEST_PREFIX = 24;

/** Names that say that the value is to be kept secret. */
const SECRET_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|SECRET_?KEY|PRIVATE_?KEY|AUTH_?KEY|CREDENTIALS)$/i;

/** What containers for tests are set up with; nothing else is behind these passwords. */
const TEST_CONTAINER =
  /^(?:POSTGRES|PG|MYSQL|MARIADB|MSSQL|SA|MONGO|RABBITMQ|REDIS|MINIO|ELASTIC|NEO4J|ORACLE|DB|DATABASE|KEYCLOAK)_?/i;

/** What the application under test signs its own sessions with. */
const OWN_APPLICATION = /^(?:(?:APP|DJANGO|RAILS|LARAVEL|FLASK|SESSION|COOKIE|JWT)_)*SECRET(?:_KEY)?$/i;

const MIN_LENGTH = 12;
const MAX_LENGTH = 512;
const MIN_ENTROPY = 3.2;

/** Values of variables with telling names that are random enough to be real. */
function* secretVariables({ stream }: ConfigFile): Iterable<{ name: string; value: ScalarNode }> {
  const root = stream.documents.at(-1)?.contents;
  if (root?.kind !== 'mapping') return;
  for (const { name, value } of variablesIn(root)) {
    if (!SECRET_NAME.test(name) || TEST_CONTAINER.test(name) || OWN_APPLICATION.test(name)) continue;
    const scalar = secretOf(value);
    if (scalar !== null && isSecret(scalar) && isWrittenOnce(scalar)) yield { name, value: scalar };
  }
}

/** The entries of every `variables` mapping of the top level, of jobs, of their rules and of their services. */
function* variablesIn(node: Node): Iterable<{ name: string; value: Node }> {
  if (node.kind === 'sequence') for (const item of node.items) yield* variablesIn(item);
  if (node.kind !== 'mapping') return;
  for (const { key, value } of node.pairs) {
    if (key.kind === 'scalar' && key.text === 'variables') yield* entriesOf(value);
    else yield* variablesIn(value);
  }
}

function* entriesOf(node: Node): Iterable<{ name: string; value: Node }> {
  if (node.kind !== 'mapping') return;
  for (const { key, value } of node.pairs) if (key.kind === 'scalar') yield { name: key.text, value };
}

function secretOf(node: Node): ScalarNode | null {
  const value = node.kind === 'mapping' ? valueIn(node) : node;
  return value?.kind === 'scalar' && value.type === 'string' ? value : null;
}

function valueIn(node: MappingNode): Node | undefined {
  return findPair(node, 'value')?.value;
}

/** One word of letters and digits mixed, without references to variables, paths, addresses and placeholders. */
function isSecret({ text }: ScalarNode): boolean {
  if (
    text.length < MIN_LENGTH ||
    text.length > MAX_LENGTH ||
    /[\s$%<>{}]|:\/\/|^[./~@]|\.\w{2,4}$/.test(text)
  ) {
    return false;
  }
  return /\d/.test(text) && /[a-z]/i.test(text) && entropy(text) >= MIN_ENTROPY && !isPlaceholder(text);
}

/** Who writes a password twice sets up both ends of a connection that lasts as long as the job. */
function isWrittenOnce({ source, text }: ScalarNode): boolean {
  return source.text.indexOf(text) === source.text.lastIndexOf(text);
}
