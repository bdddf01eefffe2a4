import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { UsageError } from '../usage-error.js';

const NAMED = ['**/*.scenario.yml', '**/*.scenario.yaml'];
const SKIPPED = ['**/node_modules/**', '**/.git/**'];

/** Absolute paths of scenario files: the operands; of a folder every `*.scenario.yml` or, without any, all its YAML. */
export function findScenarios(operands: readonly string[], cwd: string): readonly string[] {
  if (operands.length === 0) {
    const found = glob(NAMED, cwd);
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
  const found = existsSync(path)
    ? scenariosAt(path)
    : isDynamicPattern(operand)
      ? glob([operand], cwd)
      : null;
  if (found === null) throw new UsageError(`${operand} does not exist.`);
  if (found.length === 0) throw new UsageError(`there is no scenario file in ${operand}.`);
  return found;
}

function scenariosAt(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const named = glob(NAMED, path);
  return named.length > 0 ? named : glob(['**/*.yml', '**/*.yaml'], path);
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
