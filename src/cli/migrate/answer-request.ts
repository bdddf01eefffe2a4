/** One line of `migrate --batch`. */
import type { Dialect } from '../../config/dialect.js';
import { memoryFiles } from '../../config/files.js';
import type { MigrationTarget } from '../../migration/migration.js';
import { BadRequest, textsOf } from '../batch.js';
import { type MigrateFlags, targetOfFlags } from './flags.js';
import { migrateTexts } from './migrate-repository.js';
import {
  type MigrationReport,
  type ReportedError,
  reportMigration,
  reportProblem,
} from './migration-report.js';

const DEFAULT_ROOT = '.gitlab-ci.yml';

/** What was asked for, or why it could not be done. @throws BadRequest */
export function answerMigrationRequest(
  request: Readonly<Record<string, unknown>>,
  flags: MigrateFlags,
): MigrationReport | { readonly error: string; readonly errors: readonly ReportedError[] } {
  const files = textsOf(request, 'files');
  const root = typeof request.root === 'string' ? request.root : DEFAULT_ROOT;
  if (files[root] === undefined) throw new BadRequest(`files has no ${root}`);
  const from = dialectOf(request.from ?? flags.from, 'from');
  const preserve = request.preserve === true || flags.preserve === true;
  const repository = migrateTexts(
    { root, files: memoryFiles(files), ...inputsOf(request) },
    {
      target: targetOf(request.to, flags),
      ...(from === null ? {} : { from }),
      ...(preserve ? { preserve } : {}),
      ...(request.usual_names === true || flags.usualNames === true ? { usualNames: true } : {}),
    },
  );
  const [problem] = repository.problems;
  if (problem !== undefined)
    return { error: problem.text, errors: repository.problems.flatMap(reportProblem) };
  return reportMigration([repository], '');
}

function targetOf(to: unknown, flags: MigrateFlags): MigrationTarget {
  if (to === undefined || to === null) return targetOfFlags(flags);
  if (to === 'proposed' || to === 'current' || to === 'only-except') return to;
  throw new BadRequest('to should be proposed, current or only-except');
}

function dialectOf(value: unknown, key: string): Dialect | null {
  if (value === undefined || value === null) return null;
  if (value === 'proposed' || value === 'current') return value;
  throw new BadRequest(`${key} should be proposed or current`);
}

function inputsOf(request: Readonly<Record<string, unknown>>) {
  return request.inputs === undefined ? {} : { inputs: textsOf(request, 'inputs') };
}
