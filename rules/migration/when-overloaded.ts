import type { JobDefinition } from '../../src/config/job.js';
import { get } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { rulesOf } from '../../src/migration/rewriting/job-view.js';
import { type ControlForm, translate } from '../../src/migration/to-proposed/control.js';
import type { Node } from '../../src/syntax/node.js';

export const whenOverloaded: AnyLintRule = defineRule({
  id: 'when-overloaded',
  meta: {
    summary: 'The `when` of a job answers another question than what must have happened before it.',
    category: 'migration',
    severity: 'info',
    preset: 'all',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/ci_pipeline_processing/',
      'app/services/ci/pipeline_processing/atomic_processing_service.rb',
    ],
  },
  messages: {
    overloaded: {
      what: '`when` of {{job}} says {{{answers}}}.',
      why: 'One keyword for three questions: then it cannot also say what must have happened before the job, and for a manual one `allow_failure` has to say whether it blocks.',
      help: 'In the proposed syntax, which no GitLab runs yet, `ci-lint migrate` writes {{{form}}}.',
    },
  },
  on: {
    *definition(definition) {
      const uses = usesOf(definition);
      const first = uses[0];
      if (first === undefined) return;
      const forms = uses.flatMap(({ form }) => (form === null ? [] : [describeForm(form)]));
      const data = {
        job: definition.name,
        answers: answersOf(uses),
        form: joined([...new Set(forms)], 'or'),
      };
      yield { messageId: 'overloaded', at: first.at, job: definition.name, data };
    },
  },
});

/** One `when` that says more than what is required. */
interface Use {
  readonly at: Node;
  readonly when: string;
  /** Null for what GitLab refuses. */
  readonly form: ControlForm | null;
}

function usesOf({ mapping }: JobDefinition): readonly Use[] {
  const scopes = [{ scope: mapping, form: () => translate(mapping, null) }];
  for (const { value } of rulesOf(mapping))
    scopes.push({ scope: value, form: () => translate(mapping, value) });
  return scopes.flatMap(({ scope, form }) => {
    const when = get(scope, 'when');
    if (when?.kind !== 'scalar' || ANSWERS[when.text] === undefined) return [];
    return [{ at: when.node, when: when.text, form: form() }];
  });
}

const ANSWERS: Readonly<Record<string, string>> = {
  manual: 'how it starts',
  delayed: 'how it starts',
  never: 'whether it is in the pipeline',
};

/** "how it starts (`manual`) and whether it is in the pipeline (`never`)". */
function answersOf(uses: readonly Use[]): string {
  const words = new Map<string, Set<string>>();
  for (const { when } of uses) {
    const answer = ANSWERS[when] ?? '';
    words.set(answer, (words.get(answer) ?? new Set()).add(`\`${when}\``));
  }
  return joined(
    [...words].map(([answer, values]) => `${answer} (${[...values].join(', ')})`),
    'and',
  );
}

function describeForm({ included, execution, delay, blocker, allowFailure }: ControlForm): string {
  if (!included) return '`included: false`';
  const parts = [`\`execution: ${execution}\``];
  if (delay !== null) parts.push(`\`delay: ${delay}\``);
  if (blocker) parts.push('`blocker: true`');
  else if (execution === 'manual' && allowFailure === true) parts.push('`allow_failure: true`');
  return joined(parts, 'with');
}

function joined(parts: readonly string[], word: string): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}
