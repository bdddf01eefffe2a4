/** Tokens that say by their shape what they are: a known prefix, a fixed length, sometimes a checksum. */
import type { Range } from '../../syntax/range.js';
import { hasValidChecksum } from './checksum.js';
import { entropy, isPlaceholder } from './randomness.js';

export interface TokenKind {
  /** Whose token it is, for people: "GitLab access token". */
  readonly name: string;
  readonly prefix: RegExp;
  readonly body: RegExp;
  /** True when the body ends in a checksum that must be right. */
  readonly checked?: true;
}

export interface FoundToken extends Range {
  readonly name: string;
  readonly prefix: string;
}

export const TOKEN_KINDS: readonly TokenKind[] = [
  {
    name: 'GitLab access token',
    prefix: /glpat-|gldt-|glrt-|glft-|glsoat-|glffct-/,
    body: /[\w-]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}|[\w-]{20}/,
  },
  { name: 'GitLab pipeline trigger token', prefix: /glptt-/, body: /[0-9a-f]{40}/ },
  { name: 'GitLab agent token', prefix: /glagent-/, body: /[\w-]{50}/ },
  { name: 'GitLab runner registration token', prefix: /GR1348941/, body: /[\w-]{20}/ },
  { name: 'GitHub token', prefix: /gh[pousr]_/, body: /[0-9A-Za-z]{36}/, checked: true },
  { name: 'GitHub token', prefix: /github_pat_/, body: /[0-9A-Za-z]{22}_[0-9A-Za-z]{59}/ },
  { name: 'npm token', prefix: /npm_/, body: /[0-9A-Za-z]{36}/, checked: true },
  { name: 'PyPI token', prefix: /pypi-AgEIcHlwaS5vcmc/, body: /[\w-]{50,300}/ },
  { name: 'RubyGems key', prefix: /rubygems_/, body: /[0-9a-f]{48}/ },
  { name: 'AWS access key', prefix: /AKIA|ASIA/, body: /[A-Z2-7]{16}/ },
  { name: 'Google API key', prefix: /AIza/, body: /[\w-]{35}/ },
  {
    name: 'Slack token',
    prefix: /xox[abeprs]-/,
    body: /\d{10,13}-\d{10,13}-[\w-]{24,64}|\d{10,13}-[0-9A-Za-z]{24,64}/,
  },
  {
    name: 'Slack webhook',
    prefix: /https:\/\/hooks\.slack\.com\/services\//,
    body: /T[0-9A-Z]{8,12}\/B[0-9A-Z]{8,12}\/[0-9A-Za-z]{24}/,
  },
  { name: 'Stripe key', prefix: /(?:sk|rk)_live_/, body: /[0-9A-Za-z]{24,247}/ },
  { name: 'SendGrid key', prefix: /SG\./, body: /[\w-]{22}\.[\w-]{43}/ },
  { name: 'Docker Hub token', prefix: /dckr_pat_/, body: /[\w-]{27}/ },
  { name: 'DigitalOcean token', prefix: /do[opr]_v1_/, body: /[0-9a-f]{64}/ },
  { name: 'Vault token', prefix: /hvs\./, body: /[\w-]{90,120}/ },
  { name: 'Sonar token', prefix: /sq[apu]_/, body: /[0-9a-f]{40}/ },
  { name: 'Telegram bot token', prefix: /\d{8,10}:AA/, body: /[\w-]{33}/ },
  { name: 'Hugging Face token', prefix: /hf_/, body: /[A-Za-z]{34}/ },
  { name: 'age key', prefix: /AGE-SECRET-KEY-1/, body: /[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/ },
];

/** All kinds in one expression, in which the kind at `index` is the group of that number from 1. */
const ANY_TOKEN = new RegExp(
  `(?<![\\w-])(?:${TOKEN_KINDS.map(({ prefix, body }) => `((?:${prefix.source})(?:${body.source}))`).join('|')})(?![\\w-])`,
  'g',
);

const MIN_ENTROPY = 3;

const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----(?=\s+[\w+/]{40})/g;

/** The tokens and private keys in a text, in order of kinds and places; text that only looks like one is passed over. */
export function* findTokens(text: string): Iterable<FoundToken> {
  for (const match of text.matchAll(ANY_TOKEN)) {
    const kind = TOKEN_KINDS[match.slice(1).findIndex(group => group !== undefined)];
    if (kind === undefined) continue;
    const prefix = kind.prefix.exec(match[0])?.[0] ?? '';
    const body = match[0].slice(prefix.length);
    const real = kind.checked === true ? hasValidChecksum(body) : entropy(body) >= MIN_ENTROPY;
    if (!real || isPlaceholder(body)) continue;
    yield { name: kind.name, prefix, start: match.index, end: match.index + match[0].length };
  }
  for (const { index, 0: line } of text.matchAll(PRIVATE_KEY)) {
    yield { name: 'private key', prefix: line, start: index, end: index + line.length };
  }
}
