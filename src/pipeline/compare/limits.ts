/** What a comparison spends before it says `unproven`. Counts, not times, so that answers do not depend on the machine. */
export const LIMITS = {
  /** Joint states of one exhaustive search, and of all searches of a comparison together. */
  searchStates: 6_000,
  allSearchStates: 40_000,
  /** Jobs of the largest part of a pipeline that is searched exhaustively. */
  searchJobs: 7,
  /** Kinds of pipelines that differ in which jobs they have, and how. */
  pipelineKinds: 64,
  /** Conditions that may tell kinds apart; with more there are too many kinds anyway. */
  kindConditions: 32,
  /** Questions to the solver while the kinds for one job are told apart, and for all jobs. */
  kindDecisions: 600,
  allKindDecisions: 4_000,
  /** Kinds that are looked at where there are too many to look at each. */
  samples: 8,
  /** Conditions of suspects that are joined to find a telling pipeline. */
  suspects: 6,
  /** Jobs in all proofs of a comparison. */
  proofJobs: 60_000,
  /** Sets of tokens that are told apart before one job. */
  tokenSets: 4_000,
  /** The same for jobs with needs, where what the needs rest on counts too. */
  needSets: 2_000,
  /** Moves of a way that is shortened move by move. */
  shortenedMoves: 60,
  /** Jobs in all runs that are tried for one pipeline: a run of a pipeline counts its jobs. */
  runJobs: 100_000,
} as const;
