export const EXIT_CODE = {
  /** Nothing at or above the threshold. */
  clean: 0,
  /** Findings at or above the threshold, a changed verdict, a failed scenario. */
  findings: 1,
  /** The work could not be done: bad arguments, an unreadable file, an internal error. */
  failure: 2,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
