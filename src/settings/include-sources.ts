/** Texts of includes from elsewhere, from where the settings say they stand. */
import { resolve } from 'node:path';
import type { ForeignInclude, ForeignIncludes } from '../config/files.js';
import { readText } from '../host/read-text.js';
import { pathInside } from '../host/repository.js';
import type { IncludeSource } from './settings.js';

/** The first entry that speaks for an include gives its text; each file is read once. */
export function includesFrom(sources: readonly IncludeSource[], folder: string): ForeignIncludes {
  const texts = new Map<string, string | null>();
  return include => {
    for (const source of sources) {
      const file = fileOf(source, include, folder);
      if (file === null) continue;
      let text = texts.get(file);
      if (text === undefined) {
        const answer = readText(file);
        text = answer.ok ? answer.text : null;
        texts.set(file, text);
      }
      if (text !== null) return text;
    }
    return null;
  };
}

/** Where a source says that the text stands; null when it speaks of other includes. */
function fileOf(source: IncludeSource, { kind, location }: ForeignInclude, base: string): string | null {
  const wanted = location[kind];
  if (wanted === undefined || kind === 'local') return null;
  const name = kind === 'project' ? location.file : wanted;
  if (!speaksFor(source, kind, wanted, location)) return null;
  if (source.path !== undefined) return resolve(base, source.path);
  if (source.folder === undefined || name === undefined) return null;
  const folder = resolve(base, source.folder);
  const file = resolve(folder, name.replace(/^\/+/, ''));
  return pathInside(folder, file) === null ? null : file;
}

function speaksFor(
  source: IncludeSource,
  kind: Exclude<ForeignInclude['kind'], 'local'>,
  wanted: string,
  location: ForeignInclude['location'],
): boolean {
  const named = source[kind];
  if (kind === 'template' && named === '*') return source.folder !== undefined;
  if (named !== wanted) return false;
  if (kind !== 'project') return true;
  const trim = (path: string | undefined) => path?.replace(/^\/+/, '');
  return (
    (source.ref === undefined || source.ref === location.ref) &&
    (source.file === undefined ? source.folder !== undefined : trim(source.file) === trim(location.file))
  );
}
