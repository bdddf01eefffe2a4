/** The configurations that are migrated together: the one that was asked for, and those of its child pipelines. */
import type { Config } from '../../config/config.js';
import type { Dialect } from '../../config/dialect.js';
import type { RepositoryFiles } from '../../config/files.js';
import { resolveConfig } from '../../config/resolve.js';
import { childOf } from '../../pipeline/child-pipeline.js';

export interface Site {
  readonly before: Config;
  /** The trigger job that starts pipelines of this configuration; null for the one that was asked for. */
  readonly parent: { readonly site: Site; readonly job: string } | null;
}

/** Texts that take the place of the files', by path. */
export type Texts = ReadonlyMap<string, string>;

/** The configuration and those of its children, each set of files once. */
export function findSites(root: Config): readonly Site[] {
  const sites: Site[] = [{ before: root, parent: null }];
  const seen = new Set([filesOf(root)]);
  for (const site of sites) {
    for (const job of site.before.jobs) {
      const child = childOf(site.before, job);
      if (child === null || seen.has(filesOf(child))) continue;
      seen.add(filesOf(child));
      sites.push({ before: child, parent: { site, job: job.name } });
    }
  }
  return sites;
}

function filesOf({ files }: Config): string {
  return files
    .filter(({ local }) => local)
    .map(({ stream }) => stream.source.path)
    .join('\n');
}

/** What the sites resolve to with other texts. A child whose trigger job is broken then is left out. */
export function resolveSites(
  sites: readonly Site[],
  texts: Texts,
  dialect: Dialect,
): ReadonlyMap<Site, Config> {
  const resolved = new Map<Site, Config>();
  for (const site of sites) {
    if (site.parent === null) {
      const { options } = site.before;
      resolved.set(site, resolveConfig({ ...options, dialect, files: withTexts(options.files, texts) }));
      continue;
    }
    const parent = resolved.get(site.parent.site);
    const job = parent?.jobs.find(({ name }) => name === site.parent?.job);
    const child = parent && job ? childOf(parent, job) : null;
    if (child !== null) resolved.set(site, child);
  }
  return resolved;
}

export function withTexts(files: RepositoryFiles, texts: Texts): RepositoryFiles {
  return {
    read: path => {
      const text = texts.get(path);
      return text === undefined ? files.read(path) : { ok: true, text };
    },
    list: () => files.list(),
  };
}
