/** What `curl` and `wget` in a script do, as far as their words tell. */

export interface HttpRequest {
  /** `curl` or `wget`. */
  readonly command: string;
  /** All words after it. */
  readonly words: string;
  /** Whether it only looks, sends something, or keeps what it gets. */
  readonly use: 'look' | 'send' | 'keep';
}

const HTTP =
  /(?:^|[;\n&|({!`"]|\b(?:do|then|else|while|until|if)\s)[ \t]*(curl|wget)\b((?:[^\n;|\\]|\\[\s\S]|\\$)*)(\|\s*\w+)?/g;

/** What reads an answer; anything else in a pipe keeps it. */
const READER = /^\|\s*(?:grep|egrep|jq|yq|awk|sed|head|tail|cut|tr|wc|xargs)$/;

const SENDING =
  /(?:^|\s)(?:-d|-F|-T|--data\S*|--form|--json|--upload-file|--post-data|--post-file)\b|(?:-X|--request|--method)[= ]?["']?(?:POST|PUT|PATCH|DELETE)/i;

const OUTPUT = /(?:^|\s)(?:-o|--output|--output-document|>)[= ]?\s*["']?([^\s"')]+)/;

const NOWHERE = new Set(['/dev/null', '-', '&1']);

export function httpRequests(text: string): readonly HttpRequest[] {
  return [...text.matchAll(HTTP)].map(([, command = '', words = '', pipe]) => {
    return { command, words, use: useOf(words, pipe) };
  });
}

function useOf(words: string, pipe: string | undefined): HttpRequest['use'] {
  if (SENDING.test(words)) return 'send';
  if (pipe !== undefined && !READER.test(pipe)) return 'keep';
  if (/(?:^|\s)(?:-O|--remote-name)\b/.test(words)) return 'keep';
  const output = OUTPUT.exec(words)?.[1];
  return output === undefined || NOWHERE.has(output) ? 'look' : 'keep';
}

const ADDRESS = /\bhttps?:\/\/([^\s/"':]+)/g;

/** Whether a request leaves the job: its address has a host of the world, or a variable that can hold only such. */
export function goesOutside({ words }: HttpRequest, script: string): boolean {
  const own = hosts(words);
  if (own.length > 0) return own.some(isOutside);
  if (/\$\{?CI_(?:API_V4|SERVER|PROJECT)_URL\b/.test(words)) return true;
  const others = hosts(script);
  return words.includes('$') && others.length > 0 && others.every(isOutside);
}

function hosts(text: string): readonly string[] {
  return [...text.matchAll(ADDRESS)].map(([, host = '']) => host);
}

const LOCAL = /^(?:127\.|0\.0\.0\.0|10\.|172\.|192\.168\.|docker\.)|\.(?:local|internal|svc|localdomain)$/;

/** Names without a dot are services and containers of the job. */
function isOutside(host: string): boolean {
  if (/^\$\{?CI_(?:SERVER|API)/.test(host)) return true;
  return /^[\w${}-]+(?:\.[\w${}-]+)+$/.test(host) && !LOCAL.test(host);
}
