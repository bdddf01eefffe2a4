/**
 * The examples of GitLab's design document and of texts around it, as facts: jobs and what they say. `expected` tells for each job
 * that does not stay as it is by which hazard it changes, or `text` where the new text cannot say the same.
 */
import type { Dialect } from '../../src/config/dialect.js';

export interface SeedExample {
  readonly title: string;
  /** What is shown, a sentence or two. */
  readonly about: string;
  readonly from: Dialect;
  readonly text: string;
  readonly expected: Readonly<Record<string, string>>;
}

export interface SeedDocument {
  readonly title: string;
  readonly examples: readonly SeedExample[];
}

/** Lines of YAML; a list of lines reads better than a block among code. */
function yaml(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

const STAGES = 'stages: [build, test, deploy]';

const designDocument: SeedDocument = {
  title: 'The design document',
  examples: [
    {
      title: 'Problem 1: a manual job after a failure',
      about:
        'The document wants a job that is there only after a failure, for somebody to play. Today has no form for it: the way back takes the nearest one and says so.',
      from: 'proposed',
      text: yaml(
        STAGES,
        'build: {stage: build, script: make}',
        'publish-failure:',
        '  stage: test',
        '  script: ./publish',
        '  execution: manual',
        '  when: on_failure',
        '  allow_failure: true',
      ),
      expected: { 'publish-failure': 'H6' },
    },
    {
      title: 'Problem 2: `allow_failure` that decides about blocking',
      about:
        'A manual job of its own accord blocks nobody and may fail. In the proposed syntax both are said apart.',
      from: 'current',
      text: yaml('job1: {stage: test, script: make, when: manual}', 'job2: {stage: deploy, script: make}'),
      expected: {},
    },
    {
      title: 'Problem 2: a manual job that blocks nobody and may not fail',
      about: 'What today has no form for.',
      from: 'proposed',
      text: yaml(
        'job1: {stage: test, script: make, execution: manual}',
        'job2: {stage: deploy, script: make}',
      ),
      expected: { job1: 'H7' },
    },
    {
      title: 'Problem 2: `when: manual` in rules',
      about: 'The same `when: manual` blocks in rules, and the translation says so in words.',
      from: 'current',
      text: yaml(
        STAGES,
        'job1: {stage: build, script: make, when: manual}',
        'next_job1: {stage: test, script: make}',
        'job2:',
        '  stage: test',
        '  script: make',
        '  rules:',
        '    - if: $ALWAYS_TRUE != "other"',
        '      when: manual',
        'next_job2: {stage: deploy, script: make}',
      ),
      expected: { next_job2: 'H3' },
    },
    {
      title: 'Problem 3.1: a manual job in `needs`',
      about: 'Today `test` is skipped until somebody plays `build`, as proposed it runs.',
      from: 'current',
      text: yaml(
        'build: {stage: build, script: make, when: manual, allow_failure: true}',
        'test: {stage: test, script: make, needs: [build]}',
      ),
      expected: { test: 'H2' },
    },
    {
      title: 'Problem 3.1: a manual job in an earlier stage',
      about: 'In stage order it runs in both.',
      from: 'current',
      text: yaml(
        'build: {stage: build, script: make, when: manual, allow_failure: true}',
        'test: {stage: test, script: make}',
      ),
      expected: {},
    },
    {
      title: 'Problem 3.2: `when: on_failure` with a skipped need',
      about: 'Today the rollback is skipped exactly when the build fails, as proposed it runs.',
      from: 'current',
      text: yaml(
        'build_job: {stage: build, script: make}',
        'test_job: {stage: test, script: make}',
        'rollback_job:',
        '  stage: deploy',
        '  needs: [build_job, test_job]',
        '  script: ./rollback',
        '  when: on_failure',
      ),
      expected: { rollback_job: 'H4' },
    },
    {
      title: 'Problem 3.2: `when: on_failure` in stage order',
      about: 'In stage order it runs in both.',
      from: 'current',
      text: yaml(
        'build_job: {stage: build, script: make}',
        'test_job: {stage: test, script: make}',
        'rollback_job: {stage: deploy, script: ./rollback, when: on_failure}',
      ),
      expected: {},
    },
    {
      title: 'Problem 4.1: ignored is neutral',
      about: 'An unplayed manual job that blocks nobody counts for nothing beside one that succeeds.',
      from: 'current',
      text: yaml(
        'build1: {stage: build, script: make, when: manual, allow_failure: true}',
        'build2: {stage: build, script: make}',
        'test: {stage: test, script: make}',
      ),
      expected: { test: 'H3' },
    },
    {
      title: 'Problem 4.2: a job behind one that waits for a failure',
      about: 'Today `test` runs, as proposed the skipped `build` stops it. The other form keeps it.',
      from: 'current',
      text: yaml(
        'build: {stage: build, script: make, when: on_failure}',
        'test: {stage: test, script: make}',
      ),
      expected: { test: 'H1' },
    },
    {
      title: 'Problem 4.2: the same beside a job that succeeds',
      about: 'A success beside it does not help: one skipped job is enough.',
      from: 'current',
      text: yaml(
        'build1: {stage: build, script: make, when: on_failure}',
        'build2: {stage: build, script: make}',
        'test: {stage: test, script: make}',
      ),
      expected: { test: 'H1' },
    },
    {
      title: 'Problem 5: `needs` and `dependencies`',
      about:
        'Artifacts come only from what both lists name with artifacts: here from nobody. One list says it.',
      from: 'current',
      text: yaml(
        'test1: {script: make, artifacts: {paths: [out]}}',
        'test2:',
        '  script: make',
        '  dependencies: [test1]',
        '  needs:',
        '    - job: test1',
        '      artifacts: false',
      ),
      expected: {},
    },
    {
      title: 'Information 1: a canceled job that may fail',
      about: 'Today what comes after it runs, as proposed a canceled job stops it.',
      from: 'current',
      text: yaml(
        'build: {stage: build, script: sleep 10, allow_failure: true}',
        'test: {stage: test, script: make, when: on_success}',
      ),
      expected: { test: 'H3' },
    },
    {
      title: 'Information 2: nothing came before',
      about: 'Where nothing failed `on_success` runs and `on_failure` does not, in both.',
      from: 'current',
      text: yaml('test1: {script: make, when: on_success}', 'test2: {script: make, when: on_failure}'),
      expected: {},
    },
    {
      title: 'The examples of the proposal',
      about: 'Nine jobs of the proposed syntax, lowered to that of today.',
      from: 'proposed',
      text: yaml(
        'job1: {execution: automatic, when: on_success, included: true, script: make}',
        'job2: {execution: manual, blocker: false, script: make}',
        'job3: {execution: delayed, delay: 1h, script: make}',
        'job4: {execution: manual, blocker: true, script: make}',
        'job5: {script: exit 1}',
        'job6: {script: make, needs: [job5]}',
        'job7: {script: make, needs: [job1, job2]}',
        'job8: {script: make, needs: [job4]}',
        'job9: {script: make, needs: [job1, job6]}',
      ),
      expected: { job2: 'H7', job7: 'H7' },
    },
  ],
};

const remediation: SeedDocument = {
  title: 'The request for manual jobs after a failed dependency',
  examples: [
    {
      title: 'The way round with three jobs',
      about:
        'A linter that may fail, a job that fails in its place, and a manual job with the artifacts of the linter.',
      from: 'current',
      text: yaml(
        'stages: [lint, check, fix]',
        'lint-translations:',
        '  stage: lint',
        '  script: ./lint',
        '  allow_failure: true',
        '  artifacts: {when: always, paths: [report.json]}',
        'failure-checker:',
        '  stage: check',
        '  script: ./fail-if-missing',
        '  needs: [{job: lint-translations, artifacts: true, optional: true}]',
        'ai-translate:',
        '  stage: fix',
        '  script: ./translate',
        '  when: manual',
        '  needs: [{job: lint-translations, artifacts: true, optional: true}]',
      ),
      expected: { 'failure-checker': 'H3', 'ai-translate': 'H3' },
    },
    {
      title: 'The two jobs that are wanted',
      about: '`needs:allow_failure` has no form today: the manual job is skipped when the linter fails.',
      from: 'proposed',
      text: yaml(
        'stages: [lint, fix]',
        'lint-translations:',
        '  stage: lint',
        '  script: ./lint',
        '  artifacts: {when: always, paths: [report.json]}',
        'ai-translate:',
        '  stage: fix',
        '  script: ./translate',
        '  execution: manual',
        '  allow_failure: true',
        '  needs:',
        '    - job: lint-translations',
        '      allow_failure: true',
      ),
      expected: { 'ai-translate': 'text' },
    },
    {
      title: 'The same with `dependencies` alone',
      about:
        'The other wish of the request. `dependencies` fetches and orders nothing beyond the stage, in both: so the manual job waits for the linter, and a failure skips it.',
      from: 'current',
      text: yaml(
        'stages: [lint, fix]',
        'lint-translations: {stage: lint, script: ./lint, artifacts: {when: always, paths: [report.json]}}',
        'ai-translate: {stage: fix, script: ./translate, when: manual, dependencies: [lint-translations]}',
      ),
      expected: {},
    },
  ],
};

const article: SeedDocument = {
  title: 'The article on `on_success` and `manual`',
  examples: [
    {
      title: 'A deploy that starts before its build was played',
      about: 'The artifact is missing in both; the translation shows that the build blocks nobody.',
      from: 'current',
      text: yaml(
        'stages: [build, deploy]',
        'build_example:',
        '  stage: build',
        '  script: make archive',
        '  artifacts: {expire_in: 2h, paths: ["./*.tar.gz"]}',
        '  when: manual',
        'deploy_example:',
        '  stage: deploy',
        '  dependencies: [build_example]',
        '  script: ./deploy',
      ),
      expected: {},
    },
    {
      title: 'A production deploy with rules beside `when: manual`',
      about:
        'An entry without `when` takes that of the job, and with it the default that a manual job may fail.',
      from: 'current',
      text: yaml(
        'deploy_prod:',
        '  stage: deploy',
        '  script: ./deploy',
        '  environment: {name: production, url: https://example.com}',
        '  when: manual',
        '  rules:',
        '    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
      ),
      expected: {},
    },
    {
      title: 'A manual job that blocks',
      about: '`allow_failure: false` becomes what it means.',
      from: 'current',
      text: yaml(
        'approve: {stage: build, script: make, when: manual, allow_failure: false}',
        'deploy: {stage: deploy, script: ./deploy}',
      ),
      expected: {},
    },
    {
      title: 'A delayed job',
      about: '`start_in` becomes `delay`.',
      from: 'current',
      text: yaml(
        'rollout:',
        '  stage: deploy',
        '  script: ./rollout',
        '  when: delayed',
        '  start_in: 30 minutes',
      ),
      expected: {},
    },
  ],
};

const callbacks: SeedDocument = {
  title: 'The request for jobs with callbacks',
  examples: [
    {
      title: 'A job that starts something, and a manual job that stands for its end',
      about: 'The pair that the request wants to get rid of, translated as it is.',
      from: 'current',
      text: yaml(
        'stages: [start, finish, deploy]',
        'start-external: {stage: start, script: ./start}',
        'external-done: {stage: finish, script: "true", when: manual, allow_failure: false}',
        'deploy: {stage: deploy, script: ./deploy}',
      ),
      expected: {},
    },
    {
      title: 'The one job that is wanted',
      about: '`async` has no form today: what comes after the job would not wait for the callback.',
      from: 'proposed',
      text: yaml(
        'stages: [start, deploy]',
        'external: {stage: start, script: ./start, async: true}',
        'deploy: {stage: deploy, script: ./deploy}',
      ),
      expected: { external: 'text', deploy: 'text' },
    },
  ],
};

export const SEED_DOCUMENTS: readonly SeedDocument[] = [designDocument, remediation, article, callbacks];
