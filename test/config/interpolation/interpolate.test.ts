import { describe, expect, it } from 'vitest';
import { findBlocks } from '../../../src/config/interpolation/blocks.js';
import { get } from '../../../src/config/value.js';
import { messages, plain, pointedAt, resolveText, way } from '../resolve-text.js';

const SPEC = `spec:
  inputs:
    s: {default: hello}
    quote: {default: "it's \\\\ $X $CI_COMMIT_BRANCH"}
    n: {type: number, default: 2}
    b: {type: boolean, default: false}
    l: {type: array, default: [one, {k: two}, [[three]]]}
---
`;

/** What stands in the place of a value, or GitLab's message. */
function put(value: string): unknown {
  const config = resolveText(`${SPEC}.x: {value: ${value}}\njob: {script: x}\n`);
  return config.valid ? plain(get(get(config.merged, '.x'), 'value')) : messages(config)[0];
}

describe('interpolation', () => {
  it.each([
    ['"$[[ inputs.s ]]"', 'hello'],
    ['"a $[[inputs.s]]-$[[ inputs.n ]]"', 'a hello-2'],
    ['"$[[ inputs.n ]]"', 2],
    ['"$[[ inputs.b ]]"', false],
    ['"$[[ inputs.l ]]"', ['one', { k: 'two' }, [['three']]]],
    ['"x $[[ inputs.l ]]"', 'x ["one", {:k=>"two"}, [["three"]]]'],
    ['"$[[ inputs.l[0] ]]"', 'one'],
    ['"$[[ inputs.l[2][0][0] ]]"', 'three'],
    ['"$[[ inputs.s | truncate(1,3) ]]"', 'ell'],
    ['"$[[ inputs.s | truncate(1,3 ]]"', 'ell'],
    ['"$[[ inputs.s | truncate(9,3) ]]"', ''],
    ['"$[[ inputs.quote | expand_vars ]]"', "it's \\ $X main"],
    [`"$[[ inputs.s | split('l') ]]"`, ['he', 'o']],
    ['"$[[ a ]]"', '$[[ a ]]'],
    ['"$[[ matrix.A ]]"', '$[[ matrix.A ]]'],
    ['"$[[ inputs.s"', '$[[ inputs.s'],
  ])('puts %s in', (value, expected) => {
    expect(put(value)).toEqual(expected);
  });

  it('escapes for the shell, and reads backslashes within a text as Ruby does', () => {
    expect(put('"$[[ inputs.quote | posix_escape ]]"')).toBe("it\\'s\\ \\\\\\ \\$X\\ \\$CI_COMMIT_BRANCH");
    expect(put('"<$[[ inputs.quote | posix_escape ]]>"')).toBe('<it>s\\ \\\\ \\$X\\ \\$CI_COMMIT_BRANCH>');
  });

  it.each([
    ['"$[[ inputs ]]"', 'invalid pattern used for interpolation. valid pattern is $[[ inputs.input ]]'],
    ['"$[[ inputs.zz ]]"', 'unknown interpolation provided: `zz` in `inputs.zz`'],
    ['"$[[ vars.s ]]"', 'unknown interpolation provided: `vars` in `vars.s`'],
    ['"$[[ inputs.s[0] ]]"', 'cannot index into non-array value at [0] in `inputs.s[0]`'],
    ['"$[[ inputs.l[7] ]]"', 'array index 7 out of bounds (size: 3) in `inputs.l[7]`'],
    ['"$[[ inputs.[1] ]]"', 'invalid indexed access without a key in `inputs.[1]`'],
    ['"$[[ inputs.l[0 ]]"', 'invalid array index in `inputs.l[0`: missing closing bracket'],
    ['"$[[ inputs.l[x] ]]"', 'invalid array index in `inputs.l[x]`: `x` is not a valid index'],
    ['"$[[ inputs.l[0]x ]]"', 'invalid array index syntax in `inputs.l[0]x`'],
    [
      '"$[[ inputs.l[0][0][0][0][0][0] ]]"',
      'too many array indices in `inputs.l[0][0][0][0][0][0]` (maximum depth: 5)',
    ],
    [
      '"$[[ inputs.s | nope ]]"',
      'no function matching `nope`: check that the function name, arguments, and types are correct',
    ],
    [
      '"$[[ inputs.n | expand_vars ]]"',
      'error in `expand_vars` function: invalid input type: expand_vars can only be used with string inputs',
    ],
    [
      '"$[[ inputs.s | posix_escape | posix_escape | posix_escape | posix_escape ]]"',
      'too many functions in interpolation block',
    ],
    [`"$[[ inputs.${'x'.repeat(1024)} ]]"`, 'maximum interpolation expression size exceeded'],
  ])('refuses %s', (value, message) => {
    expect(put(value)).toBe(message);
  });

  it('points to the block', () => {
    const { problems } = resolveText(`${SPEC}job: {script: "a $[[ inputs.zz ]] b"}\n`);
    expect(problems[0] && pointedAt(problems[0])).toBe('$[[ inputs.zz ]]');
  });

  it('puts inputs into keys and says that a value came by an input', () => {
    const { merged } = resolveText(`${SPEC}"job $[[ inputs.n ]]": {script: "$[[ inputs.s ]]"}\n`);
    const script = get(get(merged, 'job 2'), 'script');
    expect(way(script)).toBe('input');
    expect(script?.node.kind === 'scalar' && script.node.raw).toBe('hello');
  });

  it('leaves blocks alone in a file without spec', () => {
    const { merged } = resolveText('job: {script: "$[[ inputs.s ]]"}\n');
    expect(plain(get(get(merged, 'job'), 'script'))).toBe('$[[ inputs.s ]]');
  });

  it('finds blocks in linear time', () => {
    expect(findBlocks('$[[ '.repeat(200_000))).toHaveLength(0);
    expect(findBlocks(`${'$[['.repeat(100_000)}\na${' '.repeat(200_000)}]]`)).toHaveLength(0);
    expect(findBlocks(`${'$[[ '.repeat(200_000)}a\nb ]]`)).toHaveLength(0);
    expect(findBlocks('$[[ a ]] $[[ab]] $[[ a b\n]]')).toMatchObject([
      { data: 'a ]] $[[ab' },
      { data: 'a b' },
    ]);
  });
});
