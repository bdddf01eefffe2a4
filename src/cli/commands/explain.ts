import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../../rules/index.generated.js';
import { CATEGORIES } from '../../linter/diagnostic.js';
import type { AnyLintRule } from '../../linter/lint-rule.js';
import { wrap } from '../../reporters/printable.js';
import type { Style } from '../../reporters/style.js';
import { styleFor } from '../colour.js';
import type { CliCommand } from '../command.js';
import { EXIT_CODE } from '../exit-code.js';
import { findRule } from '../lint/flags.js';
import { packageFolder } from '../package-file.js';
import { UsageError } from '../usage-error.js';

interface ExplainFlags {
  readonly list?: true;
  readonly color?: boolean;
}

export const command: CliCommand<ExplainFlags> = {
  configure: command =>
    command
      .description('Print the page of a rule, or all rules.')
      .argument('[rule]', 'the id of a rule')
      .option('--list', 'list all rules by category')
      .addHelpText('after', '\nExample:\n  ci-lint explain needs-with-dependencies\n'),
  run: async ([id], flags, terminal) => {
    const { stdout } = terminal;
    const style = styleFor(stdout, terminal, flags.color);
    if (flags.list === true) stdout.write(renderCatalogue(style, stdout.isTerminal ? stdout.width : 120));
    else if (id === undefined)
      throw new UsageError('explain takes the id of a rule.', 'ci-lint explain --list shows all rules.');
    else stdout.write(renderPage(readPage(findRule(id)), style, stdout.isTerminal ? stdout.width : null));
    return EXIT_CODE.clean;
  },
};

function readPage({ id, meta }: AnyLintRule): string {
  return readFileSync(join(packageFolder(), 'rules', meta.category, `${id}.md`), 'utf8');
}

/** Markdown with headings and code in colour, its paragraphs as wide as the terminal; without one it stays as it is. */
function renderPage(page: string, style: Style, width: number | null): string {
  const blocks = page.trimEnd().split(/^(```[\s\S]*?^```$)/m);
  const text = blocks.map(block =>
    block.startsWith('```') ? dimFences(block, style) : renderProse(block, style, width),
  );
  return `${text.join('')}\n`;
}

function dimFences(block: string, style: Style): string {
  return block.replace(/^```.*$/gm, fence => style.dim(fence));
}

function renderProse(prose: string, style: Style, width: number | null): string {
  const paragraphs =
    width === null ? [prose] : prose.split(/(\n{2,})/).map(part => fill(part, Math.min(width, 100)));
  return paragraphs
    .join('')
    .replace(/`[^`]+`/g, code => style.cyan(code))
    .replace(/^#.*$/gm, heading => style.bold(heading));
}

/** Lists and tables keep their lines. */
function fill(paragraph: string, width: number): string {
  return /^\s*$|^(?:[-*|>#]|\d+\.|\s)/.test(paragraph) ? paragraph : wrap(paragraph, width).join('\n');
}

function renderCatalogue(style: Style, width: number): string {
  const sections = CATEGORIES.flatMap(category => {
    const own = RULES.filter(({ meta }) => meta.category === category);
    return own.length === 0
      ? []
      : [`${style.bold(category)}\n${own.map(rule => renderRow(rule, style, width)).join('')}`];
  });
  return `${sections.join('\n')}\n${RULES.length} rules. ci-lint explain <rule> tells more about one.\n`;
}

function renderRow({ id, meta }: AnyLintRule, style: Style, width: number): string {
  const fix = meta.fix === 'none' ? '' : `, ${meta.fix === 'suggestion' ? 'suggestions' : `${meta.fix} fix`}`;
  const paint =
    meta.severity === 'error' ? style.red : meta.severity === 'warning' ? style.yellow : style.cyan;
  const summary = wrap(meta.summary, Math.max(40, Math.min(width, 120) - 6)).map(line => `      ${line}\n`);
  return `  ${id}  ${paint(meta.severity)}${style.dim(`, ${meta.preset}${fix}`)}\n${summary.join('')}`;
}
