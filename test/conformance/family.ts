/** A family of GitLab's own answers and how we compare ours with them. */
export interface Family {
  readonly name: string;
  /** Reads the answers below `oracle` (a folder) and yields one verdict for each. */
  readonly verdicts: (oracle: string) => Iterable<Verdict> | AsyncIterable<Verdict>;
}

export interface Verdict {
  readonly id: string;
  /** Null when we agree; otherwise what GitLab says and what we say, in one or a few lines. */
  readonly disagreement: string | null;
}
