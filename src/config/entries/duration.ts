/**
 * Durations in words, as GitLab's ChronicDuration and Numerizer read them: `1h 30`, `five minutes`, `10:20`, `90`.
 * https://gitlab.com/gitlab-org/ruby/gems/gitlab-chronic-duration
 */
const UNIT_SECONDS = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
  weeks: 604_800,
  months: 2_592_000,
  years: 31_557_600,
} as const;

type Unit = keyof typeof UNIT_SECONDS;

const UNIT_WORDS: ReadonlyMap<string, Unit> = new Map(
  Object.entries({
    seconds: ['seconds', 'second', 'secs', 'sec', 's'],
    minutes: ['minutes', 'minute', 'mins', 'min', 'm'],
    hours: ['hours', 'hour', 'hrs', 'hr', 'h'],
    days: ['days', 'day', 'dy', 'd'],
    weeks: ['weeks', 'week', 'wks', 'wk', 'w'],
    months: ['months', 'mos', 'mo', 'month'],
    years: ['years', 'year', 'yrs', 'yr', 'y'],
  }).flatMap(([unit, words]) => words.map((word): [string, Unit] => [word, unit as Unit])),
);

const JOIN_WORDS: ReadonlySet<string> = new Set(['and', 'with', 'plus']);

/** Units of `1:02:03`, counted from the right; weeks are left out. */
const CLOCK_UNITS: readonly Unit[] = ['seconds', 'minutes', 'hours', 'days', 'months', 'years'];

const SMALL_NUMBERS: ReadonlyMap<string, number> = new Map(
  [
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen',
    'seventeen eighteen nineteen',
  ]
    .join(' ')
    .split(' ')
    .map((word, value): [string, number] => [word, value]),
);

const TENS: ReadonlyMap<string, number> = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, index): [string, number] => [word, 20 + 10 * index]),
);

const BIG_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1_000_000],
]);

const NUMBER = /[0-9]*\.?[0-9]+/;
const NUMBERS = /[0-9]*\.?[0-9]+/g;
/** What Ruby splits words at; no-break spaces are part of a word. */
const BLANKS = /[ \t\n\v\f\r]+/;
const MAX_LENGTH = 1_000;

/** The seconds a duration stands for; null when GitLab cannot read it. Zero and nothing count as unreadable. */
export function parseDuration(text: string): number | null {
  if (text.length > MAX_LENGTH) return null;
  const plain = spellClock(digitsForWords(text.toLowerCase()));
  const words = plain === null ? null : normalizeWords(plain);
  if (words === null) return null;
  let seconds = 0;
  for (const [index, word] of words.entries()) {
    if (!NUMBER.test(word)) continue;
    const unit = words[index + 1] ?? 'seconds';
    seconds += Number(word) * (unit in UNIT_SECONDS ? UNIT_SECONDS[unit as Unit] : 0);
  }
  return seconds === 0 ? null : seconds;
}

/** As `parseDuration`, but `never` is a duration too (`lib/gitlab/ci/build/duration_parser.rb`). */
export function isExpiry(text: string): boolean {
  return text.toLowerCase() === 'never' || parseDuration(text) !== null;
}

function digitsForWords(text: string): string {
  const words = text.replace(/([^\d])-([^\d])/g, '$1 $2').split(/(\s+)/);
  const result: string[] = [];
  for (const word of words) {
    const value = SMALL_NUMBERS.get(word) ?? TENS.get(word) ?? BIG_NUMBERS.get(word);
    const before = result.length >= 2 ? Number(result[result.length - 2]) : Number.NaN;
    if (value === undefined || /^\s*$/.test(word)) result.push(word);
    else if (BIG_NUMBERS.has(word) && before > 0) result[result.length - 2] = String(before * value);
    else if (value < 10 && before >= 20 && before % 10 === 0)
      result[result.length - 2] = String(before + value);
    else result.push(String(value));
  }
  return result
    .join('')
    .replace(/(\d+)(?: | and |-)*a half/g, (_, whole: string) => String(Number(whole) + 0.5));
}

function spellClock(text: string): string | null {
  const dense = text.replaceAll(' ', '');
  if (!/[0-9]:[0-9]*\.?[0-9]/.test(dense)) return text;
  const parts = dense.replace(/:+$/, '').split(':').reverse();
  if (parts.length > CLOCK_UNITS.length) return null;
  return parts
    .map((part, index) => `${part} ${CLOCK_UNITS[index]}`)
    .reverse()
    .join(' ');
}

function normalizeWords(text: string): readonly string[] | null {
  const words: string[] = [];
  for (const word of text.replace(NUMBERS, match => ` ${match} `).split(BLANKS)) {
    if (word === '') continue;
    if (NUMBER.test(word)) {
      words.push(word);
      continue;
    }
    const bare = word.replace(/^,/, '').replace(/,$/, '');
    const unit = UNIT_WORDS.get(bare);
    if (unit !== undefined) words.push(unit);
    else if (!JOIN_WORDS.has(bare)) return null;
  }
  if (words[0] !== undefined && words[0] in UNIT_SECONDS) words.unshift('1');
  return words;
}
