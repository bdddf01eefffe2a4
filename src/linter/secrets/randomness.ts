/** Tells random text from words, placeholders and patterns. */

/** Bits per character of the text's own distribution of characters (Shannon). */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const PLACEHOLDER_WORDS =
  /example|sample|placeholder|dummy|fake|changeme|change_me|replace|redacted|insert|your|xxxx|\*\*\*|\.\.\.|<|>|\{\{|todo|secret|passw|default|test|foobar|lorem|hunter2|qwert|letmein|admin|unused|not-?real|n\/a/i;

const LONGEST_RUN = 5;

/** True for text that stands for a secret which somebody has to put in, and for text that nobody would call random. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER_WORDS.test(text) || longestRun(text) > LONGEST_RUN;
}

/** The longest stretch of one character repeated, or of characters in the order of their codes: `aaaa`, `12345`. */
function longestRun(text: string): number {
  let longest = 1;
  let length = 1;
  let step: number | null = null;
  for (let at = 1; at < text.length; at++) {
    const difference = text.charCodeAt(at) - text.charCodeAt(at - 1);
    length = difference === step ? length + 1 : 2;
    step = Math.abs(difference) <= 1 ? difference : null;
    if (step !== null) longest = Math.max(longest, length);
  }
  return longest;
}
