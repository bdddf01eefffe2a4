import { DIALECTS } from '../../src/config/dialect.js';
import type { Entry, Value } from '../../src/config/value.js';
import { get } from '../../src/config/value.js';
import { type Fix, unsafeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { pairAt } from '../../src/linter/node-at.js';
import { removeEntry } from '../../src/syntax/yaml/edit-mapping.js';

export const debugTraceEnabled: AnyLintRule = defineRule({
  id: 'debug-trace-enabled',
  meta: {
    summary: 'A variable makes the runner write all variables, secrets included, into the job log.',
    category: 'security',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'unsafe',
    sources: [
      'https://docs.gitlab.com/ci/variables/variables_troubleshooting/#enable-debug-logging',
      'https://docs.gitlab.com/ci/services/#capturing-service-container-logs',
      'app/models/ci/build.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    trace: {
      what: '`CI_DEBUG_TRACE` is switched on: the job log shows every command with all variables.',
      why: 'Masking does not catch all of them, and the log stays readable for every developer of the project.',
      help: 'Remove it, and switch it on for single runs by hand.',
    },
    services: {
      what: '`CI_DEBUG_SERVICES` is switched on: the job log shows the output of all service containers.',
      why: 'Masking does not cover what they write, which can hold passwords.',
      help: 'Remove it, and switch it on for single runs by hand.',
    },
  },
  on: {
    *pipeline(config) {
      const seen = new Set<Value>();
      for (const owner of [config.merged, ...[...config.merged.entries.values()].map(({ value }) => value)]) {
        for (const variables of variablesOf(owner)) {
          for (const name of ['CI_DEBUG_TRACE', 'CI_DEBUG_SERVICES']) {
            const entry = variables.kind === 'mapping' ? variables.entries.get(name) : undefined;
            if (entry === undefined || !isOn(entry.value) || seen.has(entry.value)) continue;
            seen.add(entry.value);
            const fix = (): Fix[] => {
              const found = pairAt(config, entry.key);
              return unsafeFix(`Remove ${name}`, found && removeEntry(found.mapping, found.pair));
            };
            yield { messageId: name === 'CI_DEBUG_TRACE' ? 'trace' : 'services', at: entry.key, fix };
          }
        }
      }
    },
  },
});

/** The `variables` of a job or of the top level, and those of its rules. */
function variablesOf(owner: Value): Value[] {
  const rules = get(owner, 'rules');
  const inRules = rules?.kind === 'list' ? rules.items.map(rule => get(rule, 'variables')) : [];
  return [get(owner, 'variables'), ...inRules].filter(value => value !== undefined);
}

/** What the runner takes for true (Go's `strconv.ParseBool`). */
const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

function isOn(value: Entry['value']): boolean {
  const written = value.kind === 'mapping' ? get(value, 'value') : value;
  return written?.kind === 'scalar' && TRUE.has(written.text);
}
