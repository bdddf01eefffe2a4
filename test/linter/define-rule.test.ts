import { expect, it } from 'vitest';
import { defineRule } from '../../src/linter/lint-rule.js';
import { META } from './handmade-rules.js';

const messages = {
  bare: { what: 'what', why: 'why' },
  filled: { what: '{{one}} and {{{two}}}', why: 'why', help: '{{three}}' },
} as const;
const head = { id: 'typed', meta: META, messages };

it('knows message ids and the data they need', () => {
  const rule = defineRule({
    ...head,
    on: {
      *source({ stream: { source } }) {
        const at = { source, start: 0, end: 0 };
        yield { messageId: 'bare', at };
        yield { messageId: 'filled', at, data: { one: 1, two: ['a'] } };
        yield { messageId: 'filled', at, data: { one: 1, two: 'a', three: 'b' } };
      },
    },
  });
  expect(Object.keys(rule.messages)).toEqual(['bare', 'filled']);
});

it('refuses findings that lack a word, have no data or name no message', () => {
  const place = { start: 0, end: 0 };
  const rules = [
    defineRule({
      ...head,
      on: {
        // @ts-expect-error `two` is missing.
        *source({ stream: { source } }) {
          yield { messageId: 'filled', at: { source, ...place }, data: { one: 1 } };
        },
      },
    }),
    defineRule({
      ...head,
      on: {
        // @ts-expect-error There is no data.
        *source({ stream: { source } }) {
          yield { messageId: 'filled', at: { source, ...place } };
        },
      },
    }),
    defineRule({
      ...head,
      on: {
        // @ts-expect-error There is no such message.
        *source({ stream: { source } }) {
          yield { messageId: 'other', at: { source, ...place } };
        },
      },
    }),
  ];
  expect(rules).toHaveLength(3);
});
