import { describe, expect, it } from 'vitest';
import { schemaWords } from '../../src/linter/value-words.js';

describe('schemaWords', () => {
  it.each([
    [
      'object property at `/docker/users` is a disallowed additional property',
      '`docker:users` is not a key that it knows',
    ],
    ['object at `/0` is missing required properties: name, script', '`0` lacks `name` and `script`'],
    ['object at root is missing required properties: enabled', 'it lacks `enabled`'],
    ['value at root is not an array', 'it is not a list'],
    ['value at `/docker` is not an object', '`docker` is not a mapping'],
    [
      'string length at `/docker/user` is greater than: 255',
      'string length of `docker:user` is greater than: 255',
    ],
  ])('%s', (reason, words) => {
    expect(schemaWords(reason)).toBe(words);
  });
});
