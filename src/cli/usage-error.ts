/** The work cannot be done as it was asked for: exit code 2, a message and a way out instead of a stack. */
export class UsageError extends Error {
  /** What to do about it; empty when the message says it all. */
  readonly help: string;

  constructor(message: string, help = '') {
    super(message);
    this.name = 'UsageError';
    this.help = help;
  }
}
