/** What is known beforehand of the values that variables can have. */
import { compilePattern, type Pattern } from '../pattern.js';
import { isPredefined } from '../pipeline-types.js';
import { CAN_BE_EMPTY, CLOSED_VALUES, REF_NAMES, ZERO_SHA } from '../predefined-variables.js';
import type { TextConditions } from './text.js';

/** What is known of a variable; see `Project`. */
export interface VariableDeclaration {
  /** The only values that it has where it is set. */
  readonly values?: readonly string[] | undefined;
  /** Whether it comes from outside the configuration (project, group, instance, or whoever starts the pipeline). */
  readonly set?: 'always' | 'never' | 'sometimes' | undefined;
  /** Pipelines of protected refs always have it; `set` says what holds of the others. */
  readonly onProtectedRefs?: boolean | undefined;
}

export type VariableDeclarations = ReadonlyMap<string, VariableDeclaration>;

/** Matches what Rails calls present: a text with something besides white space. */
export const present: () => Pattern = onDemand(
  String.raw`/[^\t-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]/`,
);

/** What Git takes as the name of a branch or tag (`git check-ref-format`); controls and some signs are not allowed. */
const refName = onDemand(String.raw`/^[^\x00-\x20\x7f~^:?*\[\\]+$/`);
const notRefName = onDemand(String.raw`/\/\/|\.\.|@\{|(?:^|\/)\.|\.lock(?:\/|$)|^-|\/$|^\/|\.$|^@$|^HEAD$/`);
const sha = onDemand('/^[0-9a-f]{40}$/');
const shortSha = onDemand('/^[0-9a-f]{8}$/');
const number = onDemand('/^[1-9][0-9]*$/');
const projectPath = onDemand(String.raw`/^[\w.-]+(?:\/[\w.-]+)+$/`);
const namespace = onDemand(String.raw`/^[\w.-]+(?:\/[\w.-]+)*$/`);
const projectName = onDemand(String.raw`/^[\w.-]+$/`);

const SHAPES: ReadonlyMap<string, () => Pattern> = new Map([
  ['CI_COMMIT_SHORT_SHA', shortSha],
  ['CI_PROJECT_PATH', projectPath],
  ['CI_PROJECT_NAMESPACE', namespace],
  ['CI_PROJECT_ROOT_NAMESPACE', projectName],
  ['CI_PROJECT_NAME', projectName],
]);

/** Compiling takes longer than everything else that happens when the program starts. */
function onDemand(text: string): () => Pattern {
  let compiled: Pattern | null = null;
  return () => {
    compiled ??= compilePattern(text);
    if (compiled === null) throw new Error(`no pattern: ${text}`);
    return compiled;
  };
}

const OPEN: TextConditions = { allowed: null, excluded: [], matching: [], missing: [] };

/** The values that a variable can have where it is set. */
export function domainOf(name: string, declarations: VariableDeclarations): TextConditions {
  const allowed = declarations.get(name)?.values ?? CLOSED_VALUES.get(name);
  if (allowed !== undefined) return { ...OPEN, allowed };
  if (REF_NAMES.has(name)) return { ...OPEN, matching: [refName(), present()], missing: [notRefName()] };
  if (!isPredefined(name)) return OPEN;
  if (name === 'CI_COMMIT_BEFORE_SHA') return { ...OPEN, matching: [sha()], excluded: [ZERO_SHA] };
  if (CAN_BE_EMPTY.has(name)) return OPEN;
  const shape = SHAPES.get(name);
  if (shape !== undefined) return { ...OPEN, matching: [shape()] };
  if (name.endsWith('_SHA')) return { ...OPEN, matching: [sha()] };
  return { ...OPEN, matching: [/_I?ID$/.test(name) ? number() : present()] };
}
