import { describe, expect, it } from 'vitest';
import { get } from '../../../src/config/value.js';
import { attribute, messages, plain, pointedAt, resolveText, way } from '../resolve-text.js';

const JOB = 'job: {script: x}\n';

describe('include', () => {
  it('merges files in order below the text that includes them', () => {
    const { merged } = resolveText(`include: [a.yml, /b.yml]\nvariables: {Z: root}\n${JOB}`, {
      'a.yml': 'variables: {A: a, B: a, Z: a}\n',
      'b.yml': 'include: [c.yml]\nvariables: {B: b}\n',
      'c.yml': 'variables: {B: c, C: c}\n',
    });
    expect(plain(get(merged, 'variables'))).toEqual({ A: 'a', B: 'b', C: 'c', Z: 'root' });
    expect(get(merged, 'include')).toBeUndefined();
  });

  it('says by which includes a value came', () => {
    const { merged, files } = resolveText(`include: b.yml\n${JOB}`, {
      'b.yml': 'include: c.yml\n',
      'c.yml': '.c: {script: x}\n',
    });
    expect(way(get(merged, '.c'))).toBe('include < include');
    expect(files.map(file => file.path)).toEqual(['.gitlab-ci.yml', 'b.yml', 'c.yml']);
  });

  it.each([
    ['include: x.yml', 'Local file `x.yml` does not exist!', 'x.yml'],
    ['include: ./a.yml', 'Local file `./a.yml` does not exist!', './a.yml'],
    ['include: ../a.yml', 'Local file `../a.yml` does not exist!', '../a.yml'],
    ['include: a.txt', 'Included file `a.txt` does not have YAML extension!', 'a.txt'],
    ['include: {local: empty.yml}', 'Local file `empty.yml` is empty!', 'empty.yml'],
    ['include: comment.yml', 'Included file `comment.yml` does not have valid YAML syntax!', 'comment.yml'],
    ['include: [1]', 'Each include must be a hash or a string', '1'],
    ['include: {template: 1}', 'Included file `1` needs to be a string', '1'],
    ['include: {template: a.yml}', 'Template file `a.yml` is not a valid location!', 'a.yml'],
    [
      'include: {remote: "ftp://x/a.yml"}',
      'Remote file `ftp://x/a.yml` does not have a valid address!',
      '"ftp://x/a.yml"',
    ],
    ['include: {local: a.yml, rules: []}', "include:rules config can't be blank", '[]'],
    [
      'include: {foo: x}',
      '`{"foo":"x"}` does not have a valid subkey for include. Valid subkeys are: `local`, `project`, `remote`, `template`, `artifact`, `component`',
      '{foo: x}',
    ],
    [
      'include: {local: a.yml, template: b.yml}',
      'Each include must use only one of: `local`, `project`, `remote`, `template`, `artifact`, `component`',
      '{local: a.yml, template: b.yml}',
    ],
    [
      'include: {artifact: a.yml, job: j}',
      'Including configs from artifacts is only allowed when triggering child pipelines',
      'a.yml',
    ],
    ['include: bad.yml', '`bad.yml`: An alias referenced an unknown anchor: b', 'bad.yml: *b'],
  ])('refuses %j', (include, message, at) => {
    const files = {
      'a.yml': JOB,
      'a.txt': JOB,
      'empty.yml': '\n',
      'comment.yml': '# x\n',
      'bad.yml': 'a: *b\n',
    };
    const config = resolveText(`${include}\n${JOB}`, files);
    expect(messages(config)).toEqual([message]);
    expect(config.problems[0] && pointedAt(config.problems[0])).toBe(at);
    expect(config.complete).toBe(false);
  });

  it('tells all missing files, and nothing that they may hold', () => {
    const { problems } = resolveText('include: [x.yml, y.yml]\njob: {extends: .x, needs: [y]}\n');
    expect(problems.map(problem => problem.gitlabMessage)).toEqual([
      'Local file `x.yml` does not exist!',
      'Local file `y.yml` does not exist!',
    ]);
  });

  it('stops at 150 includes, however they came about', () => {
    const limit = 'Maximum of 150 nested includes are allowed!';
    expect(messages(resolveText(`include: .gitlab-ci.yml\n${JOB}`))).toEqual([limit]);
    const files = { 'a.yml': 'include: [b.yml, b.yml]\n', 'b.yml': 'include: [a.yml, a.yml]\n' };
    expect(messages(resolveText(`include: a.yml\n${JOB}`, files))).toEqual([limit]);
    const list = Array.from({ length: 150 }, () => 'c.yml');
    expect(messages(resolveText(`include: [${list.join(', ')}]\n${JOB}`, { 'c.yml': JOB }))).toEqual([]);
    expect(messages(resolveText(`include: [${list.join(', ')}, c.yml]\n${JOB}`, { 'c.yml': JOB }))).toEqual([
      limit,
    ]);
    expect(
      messages(
        resolveText(`include: [c.yml, c.yml]\n${JOB}`, { 'c.yml': JOB }, { limits: { maxIncludes: 1 } }),
      ),
    ).toEqual(['Maximum of 1 nested includes are allowed!']);
  });

  it('writes wildcards out in the order of the paths', () => {
    const files = {
      'ci/b.yml': 'b: {script: x}\n',
      'ci/a.yml': 'a: {script: x}\n',
      'ci/d/c.yml': 'c: {script: x}\n',
    };
    const jobsOf = (include: string): readonly string[] =>
      resolveText(`include: ${include}\n${JOB}`, files).jobs.map(job => job.name);
    expect(jobsOf('ci/*.yml')).toEqual(['a', 'b', 'job']);
    expect(jobsOf('ci/**.yml')).toEqual(['a', 'b', 'c', 'job']);
    expect(jobsOf('[/ci/*.yml]')).toEqual(['job']);
  });

  it('asks rules about variables and files', () => {
    const included = (rules: string): boolean =>
      resolveText(
        `include: [{local: a.yml, rules: ${rules}}]\n${JOB}`,
        { 'a.yml': 'a: {script: x}\n' },
        { variables: { A: '1' } },
      ).jobs.length === 2;
    expect(included('[{if: $A}]')).toBe(true);
    expect(included('[{if: $B}]')).toBe(false);
    expect(included('[{if: $A, when: never}]')).toBe(false);
    expect(included('[{exists: [a.yml]}]')).toBe(true);
    expect(included('[{exists: [b.yml]}]')).toBe(false);
    expect(included('[{changes: [b.yml]}]')).toBe(true);
  });

  it('puts variables into locations', () => {
    const files = { 'ci/main.yml': 'a: {script: x}\n' };
    expect(resolveText(`include: ci/$CI_COMMIT_BRANCH.yml\n${JOB}`, files).jobs).toHaveLength(2);
    expect(
      resolveText(`include: [{local: "ci/\${B}.yml"}]\n${JOB}`, files, { variables: { B: 'main' } }).jobs,
    ).toHaveLength(2);
  });

  it('leaves includes unread that depend on variables of which nobody knows', () => {
    const unread = (include: string): number =>
      resolveText(`include: [${include}]\n${JOB}`, { 'a.yml': JOB }, { undeclared: 'unknown' }).unresolved
        .length;
    expect(unread('{local: $DIR/a.yml}')).toBe(1);
    expect(unread('{local: "${DIR}/*.yml"}')).toBe(1);
    expect(unread('$DIR/a.yml')).toBe(1);
    expect(unread('a.yml')).toBe(0);
    expect(unread('{local: a.yml, rules: [{if: $USE_A}]}')).toBe(1);
    expect(unread('{local: a.yml, rules: [{if: $CI_COMMIT_TAG}]}, a.yml')).toBe(0);
  });

  it('keeps include when nothing is included, as GitLab does', () => {
    const config = resolveText(`include: {local: a.yml, rules: [{if: $NO}]}\n${JOB}`, { 'a.yml': JOB });
    expect(messages(config)).toEqual(['include config should be an array or a string']);
  });

  it('takes foreign texts where they are to be had and notes where not', () => {
    const include = 'include: [{project: G/p, file: [/a.yml, b.yml], ref: v1}, {component: $H/c@1}]\n';
    const config = resolveText(
      include + JOB,
      {},
      {
        variables: { H: 'h' },
        foreign: ({ kind, location }) =>
          kind === 'project' && location.file === 'a.yml' ? 'include: c.yml\na: {script: x}\n' : null,
      },
    );
    expect(config.unresolved.map(({ include: each }) => each)).toEqual([
      { kind: 'project', location: { project: 'g/p', file: 'c.yml', ref: 'v1' } },
      { kind: 'project', location: { project: 'g/p', file: 'b.yml', ref: 'v1' } },
      { kind: 'component', location: { component: 'h/c@1' } },
    ]);
    expect(config.jobs.map(job => job.name)).toEqual(['a', 'job']);
    expect(config.files.map(file => file.local)).toEqual([true, false]);
  });

  it('parses a file once, however often it is included', () => {
    const { files } = resolveText(`include: [a.yml, a.yml]\n${JOB}`, { 'a.yml': JOB });
    expect(files[1]?.stream).toBe(files[2]?.stream);
  });

  it('gives inputs to each include of a file anew', () => {
    const template = `spec: {inputs: {n: }}\n---\nj $[[ inputs.n ]]: {script: 'echo $[[ inputs.n ]]'}\n`;
    const config = resolveText(
      'include: [{local: t.yml, inputs: {n: a}}, {local: t.yml, inputs: {n: b}}]\n',
      { 't.yml': template },
    );
    expect(config.jobs.map(job => job.name)).toEqual(['j a', 'j b']);
    expect(attribute(config, 'j b', 'options')).toEqual({ script: ['echo b'] });
  });
});
