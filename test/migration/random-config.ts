/** Random configurations with everything that a translation has to find its way through. Mostly valid. */

/** A small generator of numbers, so that a seed tells a configuration. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * count);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

type Entries = [string, string][];

const CLAUSES = [
  '$CI_COMMIT_TAG',
  '\'$CI_PIPELINE_SOURCE == "merge_request_event"\'',
  '$CI_COMMIT_BRANCH == "main"',
  '"$CI_PIPELINE_SOURCE == \'schedule\'"',
] as const;

export interface RandomConfig {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Small ones have four jobs at most, so that everything that can become of them can be tried. */
export function randomConfig(seed: number, size: 'any' | 'small' = 'any'): RandomConfig {
  const dice = new Dice(seed * 7919 + 13);
  for (let warm = 0; warm < 5; warm++) dice.below(2);
  const lines: string[] = ['# top of the file', 'stages: [build, test, deploy]', ''];
  const included: string[] = ['# templates'];
  const hasFile = dice.chance(40);
  if (hasFile) lines.push('include: templates.yml', '');
  if (dice.chance(60)) lines.push(...fragments(dice));
  else lines.push(...plainFragments());
  const bases = hasFile ? included : lines;
  bases.push(...base(dice, '.first', []), ...base(dice, '.second', ['.first']), ...ruleBase(dice));
  if (dice.chance(40)) lines.push(...workflow(dice));
  lines.push(
    'prepare:',
    '  stage: build',
    '  script: make',
    '',
    'other:',
    '  stage: build',
    '  script: make',
    '',
  );
  const count = 1 + dice.below(size === 'small' ? 2 : 4);
  for (let index = 0; index < count; index++) lines.push(...job(dice, `job${index}`, size));
  if (size === 'any' && dice.chance(30)) lines.push(...triggerJob(dice));
  if (size === 'any') lines.push(...repeatedJobs(dice));
  if (hasFile && dice.chance(50)) included.push(...job(dice, 'job0', size));
  const end = dice.chance(30) ? '\r\n' : '\n';
  const text = (dice.chance(10) ? '\uFEFF' : '') + lines.join(end) + (dice.chance(90) ? end : '');
  return { text, files: hasFile ? { 'templates.yml': included.join('\n') } : {} };
}

function fragments(dice: Dice): string[] {
  const lines = ['.fragments:', ...nested('control', block(jobControl(dice, false), dice), '&control')];
  lines.push(...nested('rule', block([...clause(dice), ...ruleControl(dice)], dice), '&rule'));
  lines.push('  list: &list # shared', ...ruleItems(dice, 2, false).map(line => `    ${line}`), '');
  return lines;
}

function plainFragments(): string[] {
  return [
    '.control: &control',
    '  when: manual # by hand',
    '',
    '.rule: &rule',
    '  if: $CI_COMMIT_TAG',
    '  when: never',
    '',
    '.list: &list',
    '  - if: $CI_COMMIT_TAG',
    '    when: manual',
    '  - {if: $CI_MERGE_REQUEST_IID, when: never}',
    '',
  ];
}

function nested(key: string, lines: readonly string[], anchor: string): string[] {
  if (lines.length === 0) return [`  ${key}: ${anchor} {retry: 1}`];
  return [`  ${key}: ${anchor}`, ...lines.map(line => `    ${line}`)];
}

function base(dice: Dice, name: string, bases: readonly string[]): string[] {
  const lines = [`${name}: # base`];
  if (bases.length > 0 && dice.chance(60)) lines.push(`  extends: ${bases[0]}`);
  lines.push('  retry: 1', ...block(jobControl(dice, false), dice).map(line => `  ${line}`));
  if (dice.chance(30))
    lines.push('  needs:', '    - prepare # first', '    - job: other', '  dependencies: [prepare]');
  if (dice.chance(20)) lines.push('  rules:', ...ruleItems(dice, 2, false).map(line => `    ${line}`));
  return [...lines, ''];
}

function ruleBase(dice: Dice): string[] {
  return ['.rules:', '  rules:', ...ruleItems(dice, 3, false).map(line => `    ${line}`), ''];
}

function workflow(dice: Dice): string[] {
  switch (dice.below(3)) {
    case 0:
      return ['workflow:', '  rules:', '    - !reference [.gate, rules]', '', ...gate()];
    case 1:
      return [
        'workflow:',
        '  rules: &gate',
        ...gateItems().map(line => `    ${line}`),
        '',
        '.gate: {rules: *gate}',
        '',
      ];
    default:
      return [...gate('&gate'), 'workflow:', '  rules: *gate', ''];
  }
}

function gate(anchor = ''): string[] {
  return ['.gate:', `  rules: ${anchor}`.trimEnd(), ...gateItems().map(line => `    ${line}`), ''];
}

function gateItems(): string[] {
  return ['- if: $CI_COMMIT_TAG', '  when: never # no tags', '- when: always'];
}

function job(dice: Dice, name: string, size: 'any' | 'small'): string[] {
  const lines = [`# about ${name}`, `${dice.chance(10) ? `"${name}"` : name}:`];
  const body: string[] = [`stage: ${dice.pick(['build', 'test', 'deploy'])}`];
  const merge = dice.chance(25) ? ['<<: *control'] : [];
  if (dice.chance(50))
    body.push(`extends: ${dice.pick(['.first', '.second', '[.first, .rules]', '.rules'])}`);
  if (dice.chance(50)) body.push(...merge);
  const hasRules = dice.chance(60);
  body.push(...block(jobControl(dice, hasRules), dice));
  if (hasRules) body.push(...jobRules(dice));
  else if (dice.chance(10)) body.push('only: [main, merge_requests] # where');
  else if (dice.chance(5)) body.push('except:', '  - tags # not');
  if (dice.chance(25)) body.push(...needs(dice));
  if (merge.length > 0 && !body.includes('<<: *control')) body.push(...merge);
  body.push('script:', '  - make # go');
  if (size === 'any' && dice.chance(20)) body.push('parallel: 2');
  if (size === 'small') body.push('artifacts: {paths: [out]}');
  return [...lines, ...body.map(line => (line === '' ? line : `  ${line}`)), ''];
}

/** Jobs that are the same text, and one that extends a job. */
function repeatedJobs(dice: Dice): string[] {
  const lines = [
    '.whole: &whole',
    '  script: make',
    ...block(jobControl(dice, false), dice).map(line => `  ${line}`),
    '',
  ];
  if (dice.chance(30))
    lines.push('same: *whole', '', 'likewise: # too', '  <<: *whole', '  allow_failure: false', '');
  if (dice.chance(20))
    lines.push('further:', '  extends: job0', `  when: ${dice.pick(['manual', 'always'])}`, '');
  if (dice.chance(20)) lines.push('referred: !reference [.whole]', '');
  return lines;
}

function triggerJob(dice: Dice): string[] {
  const control = jobControl(dice, true).filter(([key]) => key !== 'start_in');
  const lines = ['child:', '  trigger: group/project', ...block(control, dice).map(line => `  ${line}`)];
  if (dice.chance(60)) lines.push(...jobRules(dice).map(line => `  ${line}`));
  return [...lines, ''];
}

function needs(dice: Dice): string[] {
  switch (dice.below(4)) {
    case 0:
      return ['needs: [prepare, {job: other, artifacts: true}]', 'dependencies: [other] # only'];
    case 1:
      return ['needs:', '- prepare', '- job: other', '  optional: true', 'dependencies: []'];
    case 2:
      return ['needs: ["prepare"]', 'dependencies: # why', '  - prepare # this'];
    default:
      return ['dependencies: [prepare]'];
  }
}

function jobRules(dice: Dice): string[] {
  switch (dice.below(5)) {
    case 0:
      return ['rules: *list'];
    case 1:
      return ['rules: !reference [.rules, rules]'];
    default:
      return ['rules:', ...ruleItems(dice, 1 + dice.below(3), true).map(line => `  ${line}`)];
  }
}

function ruleItems(dice: Dice, count: number, canShare: boolean): string[] {
  return Array.from({ length: count }, () => ruleItem(dice, canShare)).flat();
}

function ruleItem(dice: Dice, canShare: boolean): string[] {
  const kind = canShare ? dice.below(9) : 8;
  if (kind === 0) return ['- *rule'];
  if (kind === 1) return ['- !reference [.rules, rules] # shared'];
  if (kind === 2) return ['- *list'];
  if (kind === 3) return ['- <<: *rule', '  allow_failure: true'];
  const entries = [...clause(dice), ...ruleControl(dice)];
  if (entries.length === 0) return ['- when: on_success'];
  if (dice.chance(25)) return [`- {${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`];
  const lines = block(entries, dice);
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

function clause(dice: Dice): Entries {
  if (!dice.chance(80)) return [];
  return dice.chance(20) ? [['changes', '[src/*]']] : [['if', dice.pick(CLAUSES)]];
}

function ruleControl(dice: Dice): Entries {
  const entries: Entries = [];
  const when = dice.below(9);
  if (when === 0) entries.push(['when', 'never']);
  if (when === 1 || when === 2) entries.push(['when', dice.pick(['manual', "'manual'"])]);
  if (when === 3) entries.push(['when', 'delayed'], ['start_in', dice.pick(['5 minutes', '"1 day"'])]);
  if (when === 4) entries.push(['when', dice.pick(['on_success', 'always', 'on_failure'])]);
  if (dice.chance(25)) entries.push(['allow_failure', dice.pick(['true', 'false'])]);
  if (dice.chance(10)) entries.push(['needs', '[prepare]']);
  return dice.chance(30) ? entries.reverse() : entries;
}

function jobControl(dice: Dice, hasRules: boolean): Entries {
  const entries: Entries = [];
  const when = dice.below(8);
  if (when <= 2) entries.push(['when', dice.pick(['manual', '"manual"', 'manual'])]);
  if (when === 3 && !hasRules) entries.push(['when', 'delayed'], ['start_in', '10 minutes']);
  if (when === 4)
    entries.push(['when', dice.pick(['on_success', 'always', 'on_failure'])], ['start_in', 'null']);
  if (when === 5) entries.push(['"when"', 'on_failure']);
  if (dice.chance(35))
    entries.push(['allow_failure', dice.pick(['true', 'false', '{exit_codes: [1, 2]}', 'false'])]);
  return dice.chance(30) ? entries.reverse() : entries;
}

function block(entries: Entries, dice: Dice): string[] {
  return entries.flatMap(([key, value]) => [
    ...(dice.chance(10) ? [`# before ${key.replaceAll('"', '')}`] : []),
    `${key}: ${value}${dice.chance(20) ? ` # ${key.replaceAll('"', '')}` : ''}`,
  ]);
}
