import { describe, expect, it } from 'vitest';
import { attributesOf, jobsIn, problemsIn, resolveText } from './resolve-text.js';

describe('top-level keys', () => {
  it.each([
    ['foo: bar\nj: {script: x}', ['jobs.no-script «foo»']],
    ['.foo: bar\nj: {script: x}', []],
    ['.foo:\nj: {script: x}', ['value.blank «.foo»']],
    ['.foo: {script: x}', ['jobs.no-visible «.foo»']],
    ['stages: [a]\nj: {stage: a}', ['jobs.no-script «j»', 'jobs.no-visible «stages»']],
    ['default: []\nj: {script: x}', ['type.hash «[]»']],
    ['default: {imago: x}\nj: {script: x}', ['keys.unknown «imago»']],
    [
      'image: {script: x}\nj: {script: x}',
      ['type.string «image»', 'value.blank «image»', 'keys.unknown «script»'],
    ],
    ['workflow: {name: a, on: b}\nj: {script: x}', ['keys.unknown «on»']],
    ['stages: [a, {b: c}]\nj: {script: x, stage: a}', ['type.nested-array «b: c»']],
    ['image: a\ndefault: {image: b}\nj: {script: x}', ['default.twice «image»']],
    ['123: {script: x}', ['name.symbol «123»']],
    ['yes: {script: x}', ['name.symbol «yes»']],
    ['? [a]\n: {script: x}', ['name.symbol «[a]»']],
    ['"": {script: x}', ['value.blank «""»']],
    [':sym: {script: x}', []],
  ])('%j', (text, problems) => {
    expect(problemsIn(text)).toEqual(problems);
  });

  it('makes jobs of default and workflow when they have a script, but never of variables', () => {
    const names = jobsIn('default: {script: a}\nworkflow: {script: b}\nvariables: {script: c}').map(
      ({ name }) => name,
    );
    expect(names).toEqual(['default', 'workflow']);
  });

  it('marks where GitLab stops', () => {
    const { problems } = resolveText('a: {image: b}\nj: {script: x, tag: y}\nk: {script: z, needs: [none]}');
    expect(problems.map(({ kind, stops }) => [kind, stops === true])).toEqual([
      ['jobs.no-script', true],
      ['keys.unknown', true],
    ]);
  });

  it("gives GitLab's message in lower case", () => {
    const [problem] = resolveText('My Job: {script: x, Tag: y}').problems;
    expect(problem?.gitlabMessage).toBe('jobs:my job config contains unknown keys: tag');
    expect(problem?.job).toBe('My Job');
    expect(problem?.data).toMatchObject({ key: 'Tag' });
  });
});

describe('stages', () => {
  it.each([
    ['', ['.pre', 'build', 'test', 'deploy', '.post']],
    ['stages:', ['.pre', 'build', 'test', 'deploy', '.post']],
    ['stages: []', []],
    ['stages: [.post, b, [test], b]', ['.pre', 'b', 'test', 'b', '.post']],
  ])('%j', (text, stages) => {
    expect(resolveText(`${text}\nj: {script: x}`).stages).toEqual(stages);
  });
});

describe('defaults', () => {
  const top = 'default: {image: ruby, tags: [a], retry: 1, timeout: 1h}\nbefore_script: [setup]';

  it('reach jobs from default and from the top level', () => {
    expect(attributesOf('', top)).toMatchObject({
      image: { name: 'ruby' },
      tag_list: ['a'],
      retry: { max: 1 },
      before_script: ['setup'],
    });
  });

  it('do not reach the job options with a timeout', () => {
    expect(attributesOf('', top)).not.toHaveProperty('job_timeout');
  });

  it.each([
    ['inherit: {default: false}', ['image', 'tag_list', 'retry', 'before_script']],
    ['inherit: {default: [image]}', ['tag_list', 'retry', 'before_script']],
    ['tags: []', []],
  ])('stay away with %s', (keywords, absent) => {
    const attributes = attributesOf(keywords, top);
    for (const name of absent) expect(attributes).not.toHaveProperty(name);
  });

  it('say how they came into the job', () => {
    const [job] = jobsIn(`${top}\njob: {script: x}`);
    const { entries } = job?.definition.mapping ?? { entries: new Map() };
    expect(entries.get('image')?.value.via?.kind).toBe('default');
    expect(entries.get('before_script')?.value.via?.kind).toBe('global');
  });

  it('reach trigger jobs only where they have the keyword', () => {
    const [job] = jobsIn('default: {interruptible: true, image: ruby}\nt: {trigger: a/b}');
    expect(job?.attributes).toMatchObject({ interruptible: true, options: { trigger: { project: 'a/b' } } });
    expect(job?.definition.mapping.entries.has('image')).toBe(false);
  });
});

describe('an unreadable include', () => {
  const include = 'include: {remote: "https://example.com/x.yml"}\n';

  it.each([
    'scan: {variables: {A: b}}',
    '.x: {script: y}',
    'j: {script: x, stage: elsewhere}',
    'j: {script: x, needs: [elsewhere]}',
    'j: {script: x, dependencies: [elsewhere]}',
    'j: {needs: [k], artifacts: {paths: [a]}}\nk: {script: x}',
    'j: {script: x, environment: {name: a, on_stop: elsewhere}}',
    'j: {script: x, id_tokens: {A: {}}}',
    'j: {script: x, rules: [{when: always}]}',
  ])('may explain %j', text => {
    expect(problemsIn(include + text)).toEqual([]);
  });

  it.each([
    ['j: {script: x, tag: y}', ['keys.unknown «tag»']],
    ['j: {script: x, retry: 5}', ['number.at-most «5»']],
    ['j: {script: x, needs: [j]}', ['needs.self «j»']],
  ])('does not explain %j', (text, problems) => {
    expect(problemsIn(include + text)).toEqual(problems);
  });
});
