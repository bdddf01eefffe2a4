/** From paths on the command line to the configurations that are linted. */
import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { findRoot } from '../../host/find-root.js';
import { pathInside } from '../../host/repository.js';
import { nearest } from '../../linter/nearest.js';
import { UsageError } from '../usage-error.js';

/** A file that is linted with all it includes. */
export interface Target {
  /** The root of its repository, a real path. */
  readonly root: string;
  /** Relative to the root. */
  readonly path: string;
  /** False when it was found in a folder or by a glob. */
  readonly named: boolean;
}

export interface TargetOptions {
  readonly cwd: string;
  /** `--root`. */
  readonly root: string | undefined;
}

const DEFAULT_NAME = '.gitlab-ci.yml';
const SKIPPED = ['**/node_modules/**', '**/.git/**'];

/** @throws UsageError when an operand leads to nothing. */
export function findTargets(operands: readonly string[], options: TargetOptions): Target[] {
  const found =
    operands.length === 0 ? [defaultTarget(options)] : operands.flatMap(one => targetsOf(one, options));
  const unique = new Map<string, Target>();
  for (const target of found) {
    const key = `${target.root}\0${target.path}`;
    if (target.named || !unique.has(key)) unique.set(key, target);
  }
  return [...unique.values()];
}

/** The target of a file by its path, which need not exist. */
export function targetOfFile(file: string, { cwd, root }: TargetOptions, named: boolean): Target {
  const wanted = resolve(cwd, file);
  const folder = existingFolder(dirname(wanted));
  const absolute = join(realpathSync(folder), relative(folder, wanted));
  const top = root === undefined ? findRoot(dirname(wanted) === folder ? folder : cwd) : realRoot(root, cwd);
  const path = pathInside(top, absolute);
  if (path === null) throw new UsageError(`${file} is outside the root ${top}.`, 'Give another --root.');
  return { root: top, path, named };
}

function realRoot(root: string, cwd: string): string {
  const folder = resolve(cwd, root);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(`--root ${root} is not a folder.`);
  }
  return realpathSync(folder);
}

function existingFolder(folder: string): string {
  let candidate = folder;
  while (!existsSync(candidate)) candidate = dirname(candidate);
  return candidate;
}

function defaultTarget(options: TargetOptions): Target {
  const { cwd, root } = options;
  const top = root === undefined ? findRoot(cwd) : realRoot(root, cwd);
  if (!existsSync(join(top, DEFAULT_NAME))) {
    throw new UsageError(
      `there is no ${DEFAULT_NAME} in ${top}.`,
      'Name a file or folder, as in `ci-lint path/to/file.yml` or `ci-lint migrate path/to/file.yml`.',
    );
  }
  return { root: top, path: DEFAULT_NAME, named: true };
}

function targetsOf(operand: string, options: TargetOptions): Target[] {
  const file = resolve(options.cwd, operand);
  if (!existsSync(file)) {
    if (isDynamicPattern(operand)) return fromGlob(operand, options);
    // Reading a dangling link says what is wrong with it.
    if (lstatSync(file, { throwIfNoEntry: false }) !== undefined)
      return [targetOfFile(operand, options, true)];
    throw missing(operand, options);
  }
  return statSync(file).isDirectory() ? fromFolder(operand, options) : [targetOfFile(operand, options, true)];
}

/** Files like `build.gitlab-ci.yml` count only where there is no `.gitlab-ci.yml`: beside one they are its parts or templates. */
function fromFolder(folder: string, options: TargetOptions): Target[] {
  const search = (glob: string): string[] =>
    globSync(glob, {
      cwd: resolve(options.cwd, folder),
      dot: true,
      ignore: SKIPPED,
      followSymbolicLinks: false,
      expandDirectories: false,
    }).sort();
  const roots = search(`**/${DEFAULT_NAME}`);
  const files = roots.length > 0 ? roots : search(`**/*${DEFAULT_NAME}`);
  if (files.length === 0) {
    throw new UsageError(
      `there is no ${DEFAULT_NAME} and no *${DEFAULT_NAME} in ${resolve(options.cwd, folder)}.`,
      `A configuration with another name has to be named: ci-lint ${join(folder, 'file.yml')}`,
    );
  }
  return files.map(file => targetOfFile(join(folder, file), options, false));
}

function fromGlob(glob: string, options: TargetOptions): Target[] {
  const files = globSync(glob, {
    cwd: options.cwd,
    dot: true,
    ignore: SKIPPED,
    expandDirectories: false,
  }).sort();
  if (files.length === 0) throw new UsageError(`no file matches ${glob}.`);
  return files.map(file => targetOfFile(file, options, false));
}

function missing(operand: string, { cwd }: TargetOptions): UsageError {
  const folder = dirname(resolve(cwd, operand));
  if (!existsSync(folder))
    return new UsageError(`${operand} does not exist; there is no folder ${relative(cwd, folder)} either.`);
  const near = nearest(basename(operand), readdirSync(folder));
  const help = near === null ? '' : `Did you mean ${join(dirname(operand), near)}?`;
  return new UsageError(`${operand} does not exist.`, help);
}
