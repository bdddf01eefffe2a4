import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { UsageError } from '../usage-error.js';

const SKIPPED = ['**/node_modules/**', '**/.git/**'];

/** Absolute paths of scenario files: the operands, all YAML of a folder, or every `*.scenario.yml` below `cwd`. */
export function findScenarios(operands: readonly string[], cwd: string): readonly string[] {
  if (operands.length === 0) {
    const found = glob(['**/*.scenario.yml', '**/*.scenario.yaml'], cwd);
    if (found.length > 0) return found;
    throw new UsageError(
      'there is no *.scenario.yml here.',
      'Name scenario files, or a folder with them: ci-lint test tests/pipeline',
    );
  }
  return [...new Set(operands.flatMap(operand => scenariosOf(operand, cwd)))];
}

function scenariosOf(operand: string, cwd: string): readonly string[] {
  const path = resolve(cwd, operand);
  const isFile = existsSync(path) && !statSync(path).isDirectory();
  if (isFile) return [path];
  const patterns = existsSync(path) ? ['**/*.yml', '**/*.yaml'] : [operand];
  if (!existsSync(path) && !isDynamicPattern(operand)) throw new UsageError(`${operand} does not exist.`);
  const found = glob(patterns, existsSync(path) ? path : cwd);
  if (found.length === 0) throw new UsageError(`there is no scenario file in ${operand}.`);
  return found;
}

function glob(patterns: string[], cwd: string): readonly string[] {
  return globSync(patterns, {
    cwd,
    dot: true,
    ignore: SKIPPED,
    followSymbolicLinks: false,
    expandDirectories: false,
  })
    .sort()
    .map(path => join(cwd, path));
}
