/** One scenario file on disk: read, resolved, played. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../config/config.js';
import type { RepositoryFiles } from '../../config/files.js';
import { resolveConfig } from '../../config/resolve.js';
import { findRoot } from '../../host/find-root.js';
import { MAX_FILE_BYTES, readText } from '../../host/read-text.js';
import { diskRepository, overlayFiles, pathInside } from '../../host/repository.js';
import { parseScenario } from '../../pipeline/scenario/parse-scenario.js';
import { runScenario, type ScenarioFailure } from '../../pipeline/scenario/run-scenario.js';
import type { Scenario } from '../../pipeline/scenario/scenario.js';

export interface ScenarioResult {
  readonly file: string;
  readonly passed: boolean;
  readonly failures: readonly ScenarioFailure[];
  /** Why the file could not be played, with line and column; empty when it could. */
  readonly problems: readonly string[];
}

export interface ScenarioPlace {
  /** The path as people know it. */
  readonly shown: string;
  readonly cwd: string;
  /** `--root`. */
  readonly root: string | undefined;
}

export function runScenarioFile(file: string, { shown, cwd, root }: ScenarioPlace): ScenarioResult {
  const answer = readText(file, MAX_FILE_BYTES);
  if (!answer.ok) return unplayable(shown, [`${shown} ${answer.reason}`]);
  const parsed = parseScenario(shown, answer.text);
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ message, at }) => {
      const { line, column } = at.source.positionAt(at.start);
      return `${shown}:${line}:${column} ${message}`;
    });
    return unplayable(shown, problems);
  }
  const { scenario } = parsed;
  const top = root === undefined ? rootOf(file, cwd) : realpathSync(root);
  const files = diskRepository(top);
  const config = configOf(scenario, file, top, files);
  if (typeof config === 'string') return unplayable(shown, [`${shown}: ${config}`]);
  const exists = scenario.context.exists ?? files.list();
  const failures = runScenario(config, { ...scenario, context: { ...scenario.context, exists } });
  return { file: shown, passed: failures.length === 0, failures, problems: [] };
}

/** The nearest folder with `.git`, else the working directory, else the scenario's folder. */
function rootOf(file: string, cwd: string): string {
  const found = findRoot(dirname(file));
  const here = realpathSync(cwd);
  const inside = pathInside(here, realpathSync(file)) !== null;
  return inside && !existsSync(join(found, '.git')) ? here : found;
}

function unplayable(file: string, problems: readonly string[]): ScenarioResult {
  return { file, passed: false, failures: [], problems };
}

const INLINE = '.gitlab-ci.yml';

/** The configuration, or why there is none. A path that begins with a dot starts at the scenario's folder, else at the root. */
function configOf({ config }: Scenario, file: string, top: string, files: RepositoryFiles): Config | string {
  if (config.kind === 'inline') {
    return resolveConfig({ root: INLINE, files: overlayFiles(files, new Map([[INLINE, config.text]])) });
  }
  const nearby = /^\.\.?\//.test(config.path);
  const path = pathInside(top, resolve(nearby ? realpathSync(dirname(file)) : top, config.path));
  if (path === null) return `${config.path} is outside ${top}`;
  const answer = files.read(path);
  return answer.ok ? resolveConfig({ root: path, files }) : `${config.path} ${answer.reason}`;
}
