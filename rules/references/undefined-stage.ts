import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { get, isNull } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { MOST_GUESSES, nearest } from '../../src/linter/nearest.js';
import { scalarAt } from '../../src/linter/node-at.js';
import { wordOf } from '../../src/linter/problem.js';
import { appendItem } from '../../src/syntax/yaml/edit-sequence.js';
import { setScalar } from '../../src/syntax/yaml/edit-value.js';

export const undefinedStage: AnyLintRule = defineRule({
  id: 'undefined-stage',
  meta: {
    summary: 'A job is in a stage that `stages` does not list.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: ['https://docs.gitlab.com/ci/yaml/#stage', 'lib/gitlab/ci/yaml_processor.rb'],
    dialects: DIALECTS,
  },
  messages: {
    unlisted: {
      what: 'Job {{job}} is in stage {{stage}}, which does not exist.',
      why: 'The stages are {{stages}}. GitLab does not know where to put the job, and rejects the configuration.',
      help: 'Did you mean {{near}}?',
    },
    far: {
      what: 'Job {{job}} is in stage {{stage}}, which does not exist.',
      why: 'The stages are {{stages}}. GitLab does not know where to put the job, and rejects the configuration.',
      help: 'Add it to `stages`, or use one of them.',
    },
    implied: {
      what: 'Job {{job}} has no `stage`, so it is in {{stage}}, which does not exist.',
      why: 'The stages are {{stages}}. A job without `stage` goes to {{stage}}; GitLab rejects the configuration.',
      help: 'Give it one of the stages.',
    },
    none: {
      what: 'Job {{job}} is in stage {{stage}}, but there are no stages.',
      why: 'With `stages: []` no job has a place; GitLab rejects the configuration.',
      help: 'List the stages, or remove `stages` to have `build`, `test` and `deploy`.',
    },
  },
  problems: ['stage.unknown'],
  state: () => ({ guesses: 0 }),
  on: {
    *problem(problem, { config, state }) {
      const { at, job = '' } = problem;
      const stage = wordOf(problem, 'stage');
      const { stages } = config;
      const written = !isNull(get(config.merged.entries.get(job)?.value, 'stage'));
      const near = state.guesses++ >= MOST_GUESSES ? null : nearest(stage, stages);
      if (stages.length === 0) yield { messageId: 'none', at, data: { job, stage } };
      else if (!written) yield { messageId: 'implied', at, data: { job, stage, stages } };
      else {
        const fix = (): Fix[] => fixes(config, problem, stage, near);
        if (near === null) yield { messageId: 'far', at, data: { job, stage, stages }, fix };
        else yield { messageId: 'unlisted', at, data: { job, stage, stages, near }, fix };
      }
    },
  },
});

function fixes(config: Config, { at }: Problem, stage: string, near: string | null): Fix[] {
  const written = scalarAt(config, at);
  const stages = config.merged.entries.get('stages')?.value.node;
  const list = stages?.kind === 'sequence' ? stages : null;
  return [
    ...(near === null ? [] : suggestion(`Use stage ${near}`, written && setScalar(written, near))),
    ...suggestion(`Add stage ${stage} at the end`, list && appendItem(list, stage)),
  ];
}
