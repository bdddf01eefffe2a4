/** One scenario file on disk: read, resolved, played. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findRoot } from '../../host/find-root.js';
import { MAX_FILE_BYTES, readText } from '../../host/read-text.js';
import { pathInside } from '../../host/repository.js';
import { inProject } from '../../pipeline/project-context.js';
import { parseScenario } from '../../pipeline/scenario/parse-scenario.js';
import { runScenario, type ScenarioFailure } from '../../pipeline/scenario/run-scenario.js';
import type { Scenario } from '../../pipeline/scenario/scenario.js';
import { type ConfigurationFlags, type OpenConfiguration, openTarget } from '../open-configuration.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

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
  /** `root`, if given, is a folder. */
  readonly flags: ConfigurationFlags;
  readonly terminal: Terminal;
}

/** @throws SettingsError */
export async function runScenarioFile(file: string, place: ScenarioPlace): Promise<ScenarioResult> {
  const { shown } = place;
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
  try {
    const opened = await openScenario(scenario, file, place);
    const given = inProject(scenario.context, opened.project);
    const context = { ...given, exists: given.exists ?? opened.files.list() };
    const failures = runScenario(opened.resolve(context), { ...scenario, context });
    return { file: shown, passed: failures.length === 0, failures, problems: [] };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return unplayable(shown, [`${shown}: ${error.message.replace(/\.$/, '')}`]);
  }
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

/** A path that begins with a dot starts at the scenario's folder, else at the root. @throws UsageError, SettingsError */
function openScenario(
  { config, dialect }: Scenario,
  file: string,
  { flags, terminal }: ScenarioPlace,
): Promise<OpenConfiguration> {
  const top = flags.root === undefined ? rootOf(file, terminal.cwd) : realpathSync(flags.root);
  const written: ConfigurationFlags = dialect === null ? flags : { ...flags, dialect };
  const open = (path: string, texts: ReadonlyMap<string, string>): Promise<OpenConfiguration> =>
    openTarget({ root: top, path, named: true }, texts, written, terminal);
  if (config.kind === 'inline') return open(INLINE, new Map([[join(top, INLINE), config.text]]));
  const nearby = /^\.\.?\//.test(config.path);
  const path = pathInside(top, resolve(nearby ? realpathSync(dirname(file)) : top, config.path));
  if (path === null) throw new UsageError(`${config.path} is outside ${top}.`);
  return open(path, new Map());
}
