/** Lengths of drawn job graphs, in pixels. */

export const FONT = { name: 13, note: 11, stage: 12 } as const;

export const SIZE = {
  margin: 24,
  iconWidth: 34,
  copiesWidth: 34,
  padding: 12,
  minText: 56,
  maxText: 270,
  columnGap: 64,
  stagePadding: 20,
  header: 44,
  jobHeight: 32,
  notedHeight: 44,
  jobGap: 10,
} as const;
