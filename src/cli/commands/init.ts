import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolveConfig } from '../../config/resolve.js';
import { findRoot } from '../../host/find-root.js';
import { diskRepository } from '../../host/repository.js';
import { writeWhole } from '../../host/write-file.js';
import { SETTINGS_NAMES } from '../../settings/load-settings.js';
import type { CliCommand } from '../command.js';
import { EXIT_CODE } from '../exit-code.js';
import { renderMergeRequestJob } from '../init/merge-request-job.js';
import { renderSettings } from '../init/starter-settings.js';
import { renderVscodeTasks } from '../init/vscode-tasks.js';
import { readVersion } from '../package-file.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

const JOB = '.gitlab/ci-lint.yml';

export const command: CliCommand = {
  configure: command =>
    command.description(
      "Write ci-lint's settings, Visual Studio Code's task and the merge request job. What is there already is left alone.",
    ),
  run: async (operands, _flags, terminal) => {
    if (operands.length > 0)
      throw new UsageError('init takes no path.', 'It writes to the root of the repository you are in.');
    const root = findRoot(terminal.cwd);
    const settings = SETTINGS_NAMES.find(name => name !== 'package.json' && existsSync(join(root, name)));
    const files: readonly (readonly [string, () => string])[] = [
      [settings ?? 'ci-lint.config.yaml', renderSettings],
      ['.vscode/tasks.json', renderVscodeTasks],
      [JOB, () => renderMergeRequestJob(firstStage(root), readVersion())],
    ];
    for (const [path, render] of files) writeNew(root, path, render, terminal);
    terminal.stderr.write(
      `To check merge requests, include the job from .gitlab-ci.yml:\n  include:\n    - local: ${JOB}\n`,
    );
    return EXIT_CODE.clean;
  },
};

function writeNew(root: string, path: string, render: () => string, { stderr }: Terminal): void {
  const file = join(root, path);
  if (existsSync(file)) {
    stderr.write(`kept  ${path}\n`);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeWhole(file, render());
  stderr.write(`wrote ${path}\n`);
}

/** The first stage of the repository's own pipeline, which the job has to name if there is no `test`. */
function firstStage(root: string): string {
  const files = diskRepository(root);
  if (!files.read('.gitlab-ci.yml').ok) return 'test';
  const stages = resolveConfig({ root: '.gitlab-ci.yml', files }).stages.filter(
    stage => stage !== '.pre' && stage !== '.post',
  );
  return stages.includes('test') ? 'test' : (stages[0] ?? 'test');
}
