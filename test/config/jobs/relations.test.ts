import { describe, expect, it } from 'vitest';
import { jobsIn, problemsIn, resolveText } from '../entries/resolve-text.js';

const BASE = 'stages: [a, b]\none: {script: x, stage: a}\ntwo: {script: x, stage: b}\n';

describe('relations between jobs', () => {
  it.each([
    ['j: {script: x, stage: c}', ['stage.unknown «c»']],
    ['j: {script: x}', ['stage.unknown «j»']],
    ['j: {script: x, stage: c}\nk: {script: x, stage: b, needs: [j]}', ['stage.unknown «c»']],
    ['j: {script: x, stage: c, parallel: 3}', ['stage.unknown «c»']],
    ['j: {script: x, stage: b, needs: [none]}', ['needs.undefined «none»']],
    ['j: {script: x, stage: b, needs: [{job: none, optional: true}]}', []],
    ['j: {script: x, stage: a, needs: [two]}', ['needs.later-stage «two»']],
    [
      'j: {script: x, stage: a, needs: [{job: two, optional: true}]}',
      ['needs.later-stage «job: two, optional: true»'],
    ],
    ['j: {script: x, stage: a, needs: [one]}', []],
    ['j: {script: x, stage: b, needs: [one, two, one]}', ['needs.duplicated «one»']],
    ['j: {script: x, stage: b, rules: [{if: $A, needs: [none]}]}', ['needs.undefined «none»']],
    ['j: {script: x, stage: b, dependencies: [none]}', ['dependencies.undefined «none»']],
    ['j: {script: x, stage: a, dependencies: [two]}', ['dependencies.later-stage «two»']],
    ['j: {script: x, stage: b, needs: [one], dependencies: [two]}', ['dependencies.not-in-needs «two»']],
    [
      'j: {script: x, stage: b, needs: [{pipeline: $P, job: k}], dependencies: [two]}',
      ['dependencies.same-pipeline «[two]»'],
    ],
    ['j: {stage: b, trigger: {include: [{artifact: a.yml, job: none}]}}', ['dependencies.undefined «none»']],
    [
      'j: {script: x, stage: b, environment: {name: e, on_stop: none}}',
      ['environment.on-stop-undefined «none»'],
    ],
    [
      'j: {script: x, stage: b, environment: {name: e, on_stop: two}}',
      ['environment.on-stop-no-environment «two»'],
    ],
    [
      'j: {script: x, stage: b, environment: {name: e, on_stop: s}}\ns: {script: x, stage: b, environment: {name: e}}',
      ['environment.on-stop-action «s»'],
    ],
    [
      'j: {script: x, stage: b, environment: {name: e, on_stop: s}}\ns: {script: x, stage: b, environment: {name: f, action: stop}}',
      ['environment.on-stop-name «s»'],
    ],
    [
      'j: {script: x, stage: b, environment: {name: e, on_stop: s}}\ns: {script: x, stage: b, environment: {name: e, action: stop}}',
      [],
    ],
    ['pages: {script: x, stage: b, publish: p, pages: {publish: q}}', ['pages.publish-twice «p»']],
    ['j: {script: x, stage: a, needs: [j]}', ['needs.self «j»']],
  ])('%j', (text, problems) => {
    expect(problemsIn(BASE + text)).toEqual(problems);
  });

  it('tells rings in the order in which jobs are met', () => {
    const text =
      'c: {script: x, needs: [a]}\na: {script: x, needs: [b]}\nb: {script: x, needs: [c]}\nd: {script: x, needs: [c]}';
    const [problem, ...others] = resolveText(text).problems;
    expect(others).toEqual([]);
    expect(problem?.gitlabMessage).toBe(
      'The pipeline has circular dependencies: topological sort failed: ["c", "a", "b"]',
    );
    expect(problem?.related?.map(({ message }) => message)).toEqual(['c needs a', 'a needs b', 'b needs c']);
  });

  it('goes through long chains without running out of stack', () => {
    const jobs = Array.from(
      { length: 5000 },
      (_, index) => `j${index}: {script: x, needs: [j${(index + 1) % 5000}]}`,
    );
    const config = resolveText(jobs.slice(0, 2000).join('\n').replace('needs: [j2000]', 'needs: [j0]'));
    expect(config.problems.map(({ kind }) => kind)).toEqual(['needs.circular']);
  });
});

describe('copies', () => {
  it('are numbered', () => {
    const [one, two] = jobsIn('j: {script: x, parallel: 2}');
    expect([one?.name, two?.name]).toEqual(['j 1/2', 'j 2/2']);
    expect(one?.attributes).toMatchObject({ options: { instance: 1, parallel: { number: 2, total: 2 } } });
  });

  it('are named after their matrix values, the last variable varying fastest', () => {
    const jobs = jobsIn(
      'j:\n  script: x\n  variables: {A: z, C: c}\n  parallel: {matrix: [{A: [1, 2], B: [x, y]}, {A: "3"}]}',
    );
    expect(jobs.map(({ name }) => name)).toEqual([
      'j: [1, x]',
      'j: [1, y]',
      'j: [2, x]',
      'j: [2, y]',
      'j: [3]',
    ]);
    expect(jobs[1]?.attributes.job_variables).toEqual([
      { key: 'A', value: '1' },
      { key: 'C', value: 'c' },
      { key: 'B', value: 'y' },
    ]);
    expect([...(jobs[1]?.matrix ?? [])]).toEqual([
      ['A', '1'],
      ['B', 'y'],
    ]);
  });

  it('keep the order of variables, numbers among them', () => {
    const jobs = jobsIn('j: {script: x, parallel: {matrix: [{B: [x], 1: [a, b]}]}}');
    expect(jobs.map(({ name }) => name)).toEqual(['j: [x, a]', 'j: [x, b]']);
  });

  it('are needed all, or those that are named', () => {
    const matrix = 'm: {script: x, parallel: {matrix: [{A: [a, b]}]}}\n';
    const needs = (text: string): unknown =>
      jobsIn(`${matrix}j: {script: x, ${text}}`)
        .at(-1)
        ?.needs?.map(({ job }) => job);
    expect(needs('needs: [m]')).toEqual(['m: [a]', 'm: [b]']);
    expect(needs('needs: [{job: m, parallel: {matrix: [{A: b}]}}]')).toEqual(['m: [b]']);
    expect(
      jobsIn(`${matrix}j: {script: x, dependencies: [m]}`)
        .at(-1)
        ?.dependencies?.map(({ job }) => job),
    ).toEqual(['m: [a]', 'm: [b]']);
  });

  it('put their own matrix values into needs', () => {
    const text =
      'm: {script: x, parallel: {matrix: [{A: [a, b]}]}}\nj:\n  script: x\n  parallel: {matrix: [{A: [a, b]}]}\n  needs: [{job: m, parallel: {matrix: [{A: ["$[[ matrix.A ]]"]}]}}]';
    const jobs = jobsIn(text).slice(2);
    expect(jobs.map(({ needs }) => needs?.map(({ job }) => job))).toEqual([['m: [a]'], ['m: [b]']]);
    expect(problemsIn(text.replace('matrix.A', 'matrix.B'))[0]).toBe(
      'interpolation.matrix-variable «"$[[ matrix.B ]]"»',
    );
  });

  it.each([
    ['parallel: {matrix: []}', []],
    ['parallel: {matrix: }', []],
    ['parallel: 0', ['number.at-least «0»']],
    ['parallel: 201', ['number.at-most «201»']],
    ['parallel: 1.5', ['number.integer «1.5»']],
    ['parallel: x', ['parallel.type «x»']],
    ['parallel: {}', ['keys.required «parallel»']],
    ['parallel: {matrix: [x]}', ['type.array-of-hashes «x»']],
    ['parallel: {matrix: [{A: true}]}', ['matrix.variables «true»']],
    ['parallel: {matrix: [{A: 1.10}]}', ['matrix.variables «1.10»']],
  ])('%s', (keywords, problems) => {
    expect(problemsIn(`j: {script: x, ${keywords}}`)).toEqual(problems);
  });

  it('are 200 at most', () => {
    const values = Array.from({ length: 101 }, (_, index) => index);
    expect(problemsIn(`j: {script: x, parallel: {matrix: [{A: [${values}], B: [x, y]}]}}`)[0]).toMatch(
      /^matrix\.too-many/,
    );
  });
});

describe('needs', () => {
  it.each([
    ['needs: x', ['needs.type «x»']],
    ['needs: {}', ['needs.empty-hash «{}»']],
    ['needs: {job: k}', []],
    ['needs: [null]', []],
    ['needs: [[]]', []],
    ['needs: [1]', ['needs.unsupported «1»']],
    ['needs: [{job: k, when: x}]', ['keys.unknown «when»']],
    ['needs: [{job: k, artifacts: no way}]', ['type.boolean «no way»']],
    ['needs: [{job: k, parallel: 2}]', ['needs.parallel-number «2»']],
    ['needs: [{project: g/p, job: k, ref: main}]', []],
    [
      'needs: [{project: g/p, job: k}]',
      ['type.string «project: g/p, job: k»', 'value.blank «project: g/p, job: k»'],
    ],
  ])('%s', (keywords, problems) => {
    expect(problemsIn(`k: {script: x}\nj: {script: x, ${keywords}}`)).toEqual(problems);
  });

  it('make a job of the graph even when they are empty', () => {
    const [job] = jobsIn('j: {script: x, needs: []}');
    expect(job).toMatchObject({ schedulingType: 'dag', needs: [] });
    expect(job?.attributes.needs).toBeNull();
  });
});
