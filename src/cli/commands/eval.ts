import { Option } from 'commander';
import { checkExpression } from '../../conditions/expression/check.js';
import { explainExpression, type Step } from '../../conditions/expression/evaluate.js';
import { parseExpression } from '../../conditions/expression/parser.js';
import { CRASH, isPattern } from '../../conditions/expression/value.js';
import { collectAssignment } from '../assignments.js';
import { runBatch, textOf, textsOf } from '../batch.js';
import { styleFor } from '../colour.js';
import type { CliCommand } from '../command.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import { fitted } from '../help-text.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

interface EvalFlags {
  readonly var?: Variables;
  readonly format: 'text' | 'json';
  readonly batch?: true;
  readonly color?: boolean;
}

type Variables = Readonly<Record<string, string>>;

/** The machine contract. `value` is null when GitLab fails with an internal error. */
type Answer =
  | { readonly ok: true; readonly value: boolean | null }
  | { readonly ok: false; readonly error: string };

const HELP = `
Examples:
  ci-lint eval '$CI_COMMIT_BRANCH == "main" && $DEPLOY' --var CI_COMMIT_BRANCH=main
  ci-lint eval --batch < expressions.jsonl    lines like {"expression": "$A", "variables": {"A": "1"}}

Exit codes: 0 the expression is valid, 1 GitLab refuses it.
`;

export const command: CliCommand<EvalFlags> = {
  configure: command =>
    command
      .description('Evaluate one rules:if expression as GitLab does, and say why.')
      .argument('[expression]', 'the expression; variables that are not given do not exist')
      .option('--var <name=value>', 'a variable; repeatable', collectAssignment)
      .addOption(
        new Option('-f, --format <format>', 'how the answer is shown')
          .choices(['text', 'json'])
          .default('text'),
      )
      .option('--batch', 'answer the JSON lines of stdin')
      .addHelpText('after', fitted(HELP)),
  run: async (operands, flags, terminal) => {
    if (flags.batch === true) {
      return runBatch(terminal, request =>
        answer(textOf(request, 'expression'), textsOf(request, 'variables')),
      );
    }
    const [expression] = operands;
    if (expression === undefined || operands.length > 1) {
      throw new UsageError(
        'eval takes one expression.',
        'Put it in single quotes: ci-lint eval \'$A == "b"\'',
      );
    }
    return evaluateOne(expression, flags, terminal);
  },
};

function answer(expression: string, variables: Variables): Answer {
  const problem = checkExpression(expression);
  if (problem !== null) return { ok: false, error: problem.message };
  const parsed = parseExpression(expression);
  if (!parsed.ok) return { ok: false, error: parsed.error.message };
  return { ok: true, value: explainExpression(parsed.expression, lookup(variables)).holds };
}

function lookup(variables: Variables): (name: string) => string | undefined {
  return name => (Object.hasOwn(variables, name) ? variables[name] : undefined);
}

function evaluateOne(expression: string, flags: EvalFlags, terminal: Terminal): ExitCode {
  const { stdout } = terminal;
  const result = answer(expression, flags.var ?? {});
  if (flags.format === 'json') stdout.write(`${JSON.stringify(result)}\n`);
  else
    stdout.write(
      result.ok ? renderSteps(expression, flags, terminal) : renderProblem(expression, flags, terminal),
    );
  return result.ok ? EXIT_CODE.clean : EXIT_CODE.findings;
}

function renderProblem(expression: string, { color }: EvalFlags, terminal: Terminal): string {
  const style = styleFor(terminal.stdout, terminal, color);
  const problem = checkExpression(expression);
  if (problem === null) return '';
  const width = Math.max(1, problem.end - problem.start);
  const line = expression.replace(/[\r\n\t]/g, ' ');
  return `GitLab refuses this expression: ${problem.message}\n  ${line}\n  ${' '.repeat(problem.start)}${style.red('^'.repeat(width))}\n`;
}

/** The value of each part that was reached, and of the whole. */
function renderSteps(expression: string, { var: variable, color }: EvalFlags, terminal: Terminal): string {
  const style = styleFor(terminal.stdout, terminal, color);
  const parsed = parseExpression(expression);
  if (!parsed.ok) return '';
  const { steps, holds } = explainExpression(parsed.expression, lookup(variable ?? {}));
  const shown = steps.filter(({ node }) => !['string', 'boolean', 'null', 'pattern'].includes(node.kind));
  const texts = shown.map(({ start, end }) => expression.slice(start, end));
  const width = Math.max(0, ...texts.map(text => text.length));
  const lines = shown.map(
    (step, index) => `  ${(texts[index] ?? '').padEnd(width)}  ${style.dim('→')} ${showValue(step)}`,
  );
  const verdict =
    holds === null ? style.red('GitLab fails on it') : holds ? style.green('true') : style.yellow('false');
  return `${verdict}\n${lines.map(line => `${line}\n`).join('')}`;
}

function showValue({ value }: Step): string {
  if (value === CRASH) return 'internal error';
  if (isPattern(value)) return `/${value.source}/`;
  return value === null ? 'null (not set)' : JSON.stringify(value);
}
