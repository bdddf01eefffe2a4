import { describe, expect, it } from 'vitest';
import { hasValidChecksum } from '../../src/linter/secrets/checksum.js';
import { entropy, isPlaceholder } from '../../src/linter/secrets/randomness.js';
import { findTokens } from '../../src/linter/secrets/token-kinds.js';
import { cpuTime } from '../cpu-time.js';

/** A body with its checksum, in two parts so that no scanner takes this file for a leak. */
const BODY = `${'zQWBuTSOoRi4A9spHcVY'}${'5ncnsDkxkJ0mLq17'}`;
const RANDOM = 'hY3kPq9_ZtWmXc7RvBnJkLd4sF8gTw2eUx6aQi1oVyKz5pMjHrNb';

/** The kinds of the tokens in a text. */
function kinds(text: string): string[] {
  return [...findTokens(text)].map(({ name }) => name);
}

describe('hasValidChecksum', () => {
  it.each([BODY, `${'adE7dp8rHP6gUTuPwxLT'}${'ZjZdtya3sV0UQzQM'}`])('is true for %s', body => {
    expect(hasValidChecksum(body)).toBe(true);
  });

  it('is false when a letter changes, and for text without room for one', () => {
    expect(hasValidChecksum(BODY.replace('z', 'y'))).toBe(false);
    expect(hasValidChecksum('0mLq17')).toBe(false);
    expect(hasValidChecksum('')).toBe(false);
  });
});

describe('entropy', () => {
  it('is 0 for one character, and 2 bits for four equal shares', () => {
    expect(entropy('aaaa')).toBe(0);
    expect(entropy('abcd')).toBe(2);
    expect(entropy('')).toBe(0);
  });
});

describe('isPlaceholder', () => {
  it.each(['changeme123', 'abcdefgh', '87654321', 'aaaaaaaa', '<token>', 'my-secret-1'])(
    'takes %s for one',
    text => {
      expect(isPlaceholder(text)).toBe(true);
    },
  );

  it.each(['k7Vq2mZx9TfLw4Rp', 'abcde9', '11111x'])('does not take %s for one', text => {
    expect(isPlaceholder(text)).toBe(false);
  });
});

describe('findTokens', () => {
  it.each([
    ['GitLab access token', `glpat-${RANDOM.slice(0, 20)}`],
    [
      'GitLab access token',
      `glpat-${RANDOM.slice(0, 27)}.01.0${'1a2b3c4'.slice(0, 6)}`.replace('.01.0', '.010'),
    ],
    ['GitHub token', `ghp_${BODY}`],
    ['npm token', `npm_${BODY}`],
    ['AWS access key', `AKIA${'Q3ZT7WKXPLMN2VBR'}`],
    ['Google API key', `AIza${RANDOM.slice(0, 35)}`],
    ['Docker Hub token', `dckr_pat_${RANDOM.slice(0, 27)}`],
    ['GitLab agent token', `glagent-${RANDOM.slice(0, 50)}`],
  ])('finds a %s', (name, token) => {
    const text = `deploy:\n  script: curl -H "Token: ${token}" x`;
    const [found, ...others] = findTokens(text);
    expect(others).toEqual([]);
    expect(found?.name).toBe(name);
    expect(text.slice(found?.start, found?.end)).toBe(token);
  });

  it('passes over a wrong checksum, placeholders, text without randomness, and parts of longer words', () => {
    expect(kinds(`ghp_${BODY.replace('z', 'y')}`)).toEqual([]);
    expect(kinds(`AKIA${'IOSFODNN7'}EXAMPLE`)).toEqual([]);
    expect(kinds('glpat-xxxxxxxxxxxxxxxxxxxx')).toEqual([]);
    expect(kinds('glpat-aabbaabbaabbaabbaabb')).toEqual([]);
    expect(kinds(`x-ghp_${BODY}`)).toEqual([]);
    expect(kinds(`ghp_${BODY}a`)).toEqual([]);
    expect(kinds('glpat-$TOKEN')).toEqual([]);
  });

  it('takes linear time for text made of prefixes', () => {
    const text = 'glpat-'.repeat(50_000);
    const spent = cpuTime(() => {
      expect(kinds(text)).toEqual([]);
    });
    expect(spent).toBeLessThan(2000);
  });
});
