/** Tag handles and directives of a document. */
import { Refusal, Token, type TokenList } from './tokens.js';

export type TagHandles = ReadonlyMap<string, string>;

export const defaultTagHandles: TagHandles = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);

/** The full tag of a token's `handle\nsuffix`; null when the handle is not declared. */
export function expandTag(written: string, handles: TagHandles): string | null {
  const split = written.indexOf('\n');
  const handle = written.slice(0, split);
  const suffix = written.slice(split + 1);
  if (handle === '') return suffix;
  const prefix = handles.get(handle);
  return prefix === undefined ? null : prefix + suffix;
}

/**
 * Reads the directives from token `index` on up to the first other token.
 * `peekFrom` answers the index of the next real token and throws when libyaml would have stopped before it.
 */
export function readDirectives(
  tokens: TokenList,
  index: number,
  peekFrom: (index: number) => number,
): TagHandles {
  const handles = new Map<string, string>();
  let hasVersion = false;
  for (;;) {
    index = peekFrom(index);
    const kind = tokens.kinds[index];
    const at = tokens.starts[index] ?? 0;
    const value = tokens.values[index] ?? '';
    if (kind === Token.versionDirective) {
      if (hasVersion) throw new Refusal('found duplicate %YAML directive', at);
      if (!/^0*1\.0*[12]$/.test(value)) throw new Refusal('found incompatible YAML document', at);
      hasVersion = true;
    } else if (kind === Token.tagDirective) {
      const split = value.indexOf('\n');
      const handle = value.slice(0, split);
      if (handles.has(handle)) throw new Refusal('found duplicate %TAG directive', at);
      handles.set(handle, value.slice(split + 1));
    } else {
      return new Map([...defaultTagHandles, ...handles]);
    }
    index++;
  }
}

const knownTags =
  /^(?:!|!reference|!binary|!float|!str|!(?:ruby\/|set$|omap$).*|tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq|binary|omap|set|timestamp|merge|value|pairs))$/;

/** False for tags that neither Psych nor GitLab gives a meaning to. */
export function isKnownTag(expanded: string): boolean {
  return knownTags.test(expanded);
}
