/** Visual Studio Code finds our findings in the output of `--format unix` with this matcher. */
export const PROBLEM_MATCHER = {
  owner: 'ci-lint',
  source: 'ci-lint',
  fileLocation: ['relative', '${workspaceFolder}'],
  pattern: {
    regexp: '^(.+?):(\\d+):(\\d+): (error|warning|info): (.+) \\[([\\w-]+)\\]$',
    file: 1,
    line: 2,
    column: 3,
    severity: 4,
    message: 5,
    code: 6,
  },
} as const;

/** A `.vscode/tasks.json` with one task that lints. */
export function renderVscodeTasks(): string {
  const tasks = {
    version: '2.0.0',
    tasks: [
      {
        label: 'ci-lint',
        type: 'shell',
        command: 'npx ci-lint --format unix',
        group: 'test',
        presentation: { reveal: 'silent' },
        problemMatcher: PROBLEM_MATCHER,
      },
    ],
  };
  return `${JSON.stringify(tasks, null, 2)}\n`;
}
