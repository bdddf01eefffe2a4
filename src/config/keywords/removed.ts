/** Keywords that GitLab had once, with the versions that took them away. */
export interface RemovedKeyword {
  readonly name: string;
  /** The entry it stood in, as the keyword tables name it. */
  readonly entry: 'root' | 'job' | 'reports';
  /** The version that announced the removal. */
  readonly deprecated: string;
  readonly removed: string;
  /** What to write now. */
  readonly instead: string;
}

export const REMOVED_KEYWORDS: readonly RemovedKeyword[] = [
  { name: 'type', entry: 'job', deprecated: '14.6', removed: '15.0', instead: 'stage' },
  { name: 'types', entry: 'root', deprecated: '14.6', removed: '15.0', instead: 'stages' },
  {
    name: 'cobertura',
    entry: 'reports',
    deprecated: '14.9',
    removed: '15.0',
    instead: 'coverage_report: {coverage_format: cobertura, path: …}',
  },
];
