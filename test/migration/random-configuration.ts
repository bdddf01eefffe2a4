/** Configurations with everything that text can share: bases, anchors, merge keys, references, hidden lists of rules. */
import type { Dialect } from '../../src/config/dialect.js';
import { randomFrom } from '../pipeline/random-pipeline.js';

export interface RandomOptions {
  /** False: nothing is shared, so that a text can come back as it was. */
  readonly sharing: boolean;
}

interface Dice {
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  readonly below: (limit: number) => number;
}

const STAGES = ['one', 'two', 'three'] as const;

/** The text of a configuration; not every one is valid. */
export function randomConfiguration(seed: number, dialect: Dialect, { sharing }: RandomOptions): string {
  const random = randomFrom(seed);
  const dice: Dice = {
    chance: probability => random() < probability,
    pick: items => items[Math.floor(random() * items.length)] ?? items[0],
    below: limit => Math.floor(random() * limit),
  };
  const control = dialect === 'current' ? currentControl : proposedControl;
  const parts = ['stages: [one, two, three]', '# above'];
  const bases = sharing ? Array.from({ length: dice.below(4) }, (_, index) => `.base${index}`) : [];
  const ruled: string[] = [];
  for (const [index, name] of bases.entries()) {
    const earlier = bases.slice(0, index);
    const own = rules(dice, control, ruled, 0.5);
    if (own.length > 0) ruled.push(name);
    const lines = ['tags: [a]', ...sharedLines(earlier, dice), ...control(dice, 0.7), ...own];
    parts.push(block(`${name}: &anchor${index}`, lines));
  }
  const count = 1 + dice.below(6);
  const stages = Array.from({ length: count }, () => dice.below(STAGES.length)).sort();
  for (let index = 0; index < count; index++) {
    const others = Array.from({ length: index }, (_, other) => `job${other}`);
    const earlier = others.filter((_, other) => (stages[other] ?? 0) < (stages[index] ?? 0));
    const lines = [
      `stage: ${STAGES[stages[index] ?? 0]}`,
      ...sharedLines(bases, dice),
      ...control(dice, 0.5),
      'script: make # it',
      ...rules(dice, control, ruled, 0.4),
      ...needs(dice, dialect, dice.chance(0.5) ? earlier : others),
    ];
    parts.push(dice.chance(0.2) ? `# about job${index}` : '', block(`job${index}:`, lines));
  }
  return `${parts.filter(part => part !== '').join('\n')}\n`;
}

function block(head: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${head} {}` : [head, ...lines.map(line => `  ${line}`)].join('\n');
}

function sharedLines(bases: readonly string[], { chance, below }: Dice): string[] {
  if (bases.length === 0 || !chance(0.6)) return [];
  const index = below(bases.length);
  if (chance(0.3)) return [`<<: *anchor${index}`];
  return chance(0.7) ? [`extends: ${bases[index]}`] : [`extends: [${bases.slice(0, index + 1).join(', ')}]`];
}

type Control = (dice: Dice, probability: number, inRule?: boolean) => string[];

/** `when` and its kin, often with a comment or in quotes. */
const currentControl: Control = ({ chance, pick }, probability, inRule = false) => {
  if (!chance(probability)) return chance(0.15) ? [`allow_failure: ${pick(['true', 'false'])}`] : [];
  const whens = ['manual', 'manual', 'delayed', 'on_failure', 'always', 'on_success'] as const;
  const when = pick(inRule ? [...whens, 'never'] : whens);
  const quoted = chance(0.1) ? `"${when}"` : when;
  const lines = [`when: ${quoted}${chance(0.2) ? ' # so' : ''}`];
  if (when === 'delayed') lines.push('start_in: 5 minutes');
  if (chance(0.4))
    lines.push(`allow_failure: ${pick(['true', 'false', ...(inRule ? [] : ['{exit_codes: 3}'])])}`);
  return lines;
};

const proposedControl: Control = ({ chance, pick }, probability, inRule = false) => {
  const lines: string[] = [];
  if (chance(0.1)) lines.push(`included: ${pick(['true', 'false'])}`);
  if (chance(probability)) {
    const execution = pick(['manual', 'manual', 'delayed', 'automatic']);
    lines.push(`execution: ${execution}${chance(0.2) ? ' # so' : ''}`);
    if (execution === 'delayed') lines.push('delay: 5 minutes');
    if (execution === 'manual' && chance(0.6)) lines.push(`blocker: ${pick(['true', 'true', 'false'])}`);
  }
  if (chance(0.3)) lines.push(`when: ${pick(['on_success', 'on_failure', 'always'])}`);
  if (chance(0.4))
    lines.push(`allow_failure: ${pick(['true', 'false', ...(inRule ? [] : ['{exit_codes: 3}'])])}`);
  return lines;
};

function rules(dice: Dice, control: Control, ruled: readonly string[], probability: number): string[] {
  const { chance, pick, below } = dice;
  if (!chance(probability)) return [];
  const count = 1 + below(3);
  const lines = ['rules:'];
  for (let index = 0; index < count; index++) {
    if (ruled.length > 0 && chance(0.25)) {
      lines.push(`  - !reference [${ruled[below(ruled.length)]}, rules]`);
      continue;
    }
    const condition = `if: ${pick(['$CI_COMMIT_BRANCH == "main"', '$CI_COMMIT_TAG', '$CI_PIPELINE_SOURCE == "schedule"'])}`;
    const [first = condition, ...rest] = [condition, ...control(dice, 0.7, true)];
    if (chance(0.2) && rest.length > 0 && rest.every(line => !line.includes('#'))) {
      lines.push(`  - {${[first, ...rest].map(line => line.replace(/"main"/, "'main'")).join(', ')}}`);
    } else lines.push(`  - ${first}`, ...rest.map(line => `    ${line}`));
  }
  return lines;
}

function needs({ chance, pick }: Dice, dialect: Dialect, others: readonly string[]): string[] {
  const chosen = others.filter(() => chance(0.4));
  if (chosen.length === 0) return [];
  const item = (job: string): string => {
    if (chance(0.5)) return job;
    const waives = dialect === 'proposed' && chance(0.2) ? ', allow_failure: true' : '';
    return `{job: ${job}, artifacts: ${pick(['true', 'false'])}, optional: true${waives}}`;
  };
  if (chance(0.2)) return [`dependencies: [${chosen.join(', ')}]`];
  const lines = [`needs: [${chosen.map(item).join(', ')}]`];
  if (dialect === 'current' && chance(0.3))
    lines.push(`dependencies: [${chosen.filter(() => chance(0.6)).join(', ')}]`);
  return lines;
}
