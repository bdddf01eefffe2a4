import type { Config } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import type { Place } from '../config/problem.js';
import { nearest } from './nearest.js';
import { findSuppressions, type IgnoredRule, type Suppression } from './suppression.js';

interface FileSuppressions {
  readonly all: readonly Suppression[];
  readonly wholeFile: readonly Suppression[];
  readonly byLine: ReadonlyMap<number, readonly Suppression[]>;
  readonly config: Config;
  /** False once a configuration with the file was refused or incomplete: then rules may have said less than they would. */
  certain: boolean;
}

/** The ignore comments of a run by path, and which of them silenced something. */
export class SuppressionTable {
  readonly #files = new Map<string, FileSuppressions>();
  readonly #used = new Set<IgnoredRule>();

  add(config: Config): void {
    const certain = config.valid && config.complete;
    for (const { path, stream, local } of config.files) {
      const known = this.#files.get(path);
      if (known !== undefined) known.certain &&= certain;
      else if (local) this.#files.set(path, index(findSuppressions(stream), config, certain));
    }
  }

  /** True when a comment silences the rule at the place; the comment then counts as used. */
  silences(ruleId: string, at: Place): boolean {
    const file = this.#files.get(at.source.path);
    if (file === undefined || file.all.length === 0) return false;
    const line = file.byLine.size === 0 ? 0 : at.source.positionAt(at.start).line;
    let silenced = false;
    for (const suppression of [...(file.byLine.get(line) ?? []), ...file.wholeFile]) {
      for (const ignored of suppression.rules) {
        if (ignored.ruleId !== ruleId) continue;
        this.#used.add(ignored);
        silenced = true;
      }
    }
    return silenced;
  }

  /** All comments with what they did, and a configuration that each belongs to. */
  *outcome(
    ruleIds: ReadonlySet<string>,
    ran: (ruleId: string, path: string, dialect: Dialect) => boolean,
  ): Iterable<[Suppression, Config]> {
    for (const [path, { all, config, certain }] of this.#files) {
      for (const suppression of all) {
        const idle = suppression.rules.filter(ignored => !this.#used.has(ignored));
        const unknown = idle
          .filter(({ ruleId }) => !ruleIds.has(ruleId))
          .map(ignored => ({ ...ignored, near: nearest(ignored.ruleId, ruleIds) }));
        const unused = certain ? idle.filter(({ ruleId }) => ran(ruleId, path, config.dialect)) : [];
        yield [{ ...suppression, unused, unknown }, config];
      }
    }
  }
}

function index(all: readonly Suppression[], config: Config, certain: boolean): FileSuppressions {
  const byLine = new Map<number, Suppression[]>();
  for (const suppression of all) {
    if (suppression.line === null) continue;
    const sameLine = byLine.get(suppression.line);
    if (sameLine === undefined) byLine.set(suppression.line, [suppression]);
    else sameLine.push(suppression);
  }
  return { all, wholeFile: all.filter(({ line }) => line === null), byLine, config, certain };
}
