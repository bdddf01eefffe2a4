/** Values of every shape, in flow style. */
export const SHAPES: readonly string[] = [
  '',
  '1',
  '1.5',
  'true',
  'x',
  '""',
  ':sym',
  '[]',
  '{}',
  '[null]',
  '[[x], {a: b}, 1]',
  '{a: b}',
  '{a: {b: [c]}}',
  '{1: 2, null: 3, [a]: b}',
  '{constructor: x, __proto__: y, toString: z}',
  '{name: 1, job: [], paths: {}, matrix: x, include: {}, value: []}',
];
