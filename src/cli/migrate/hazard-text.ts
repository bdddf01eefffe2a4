/** The known places where the two semantics part, in words; docs/migration.md has an example of each. */
import type { Hazard } from '../../pipeline/compare/comparison.js';

export interface HazardText {
  /** What happens in the proposed semantics and not today. */
  readonly what: string;
  /** What gets better, or what to beware of. */
  readonly meaning: string;
}

export const HAZARDS: Readonly<Record<Hazard, HazardText>> = {
  H1: {
    what: 'a skipped job stops all later stages',
    meaning:
      'Today a skipped job counts as done. As proposed, one idle `on_failure` job holds back every later stage of a green pipeline.',
  },
  H2: {
    what: 'a job runs although a manual job in its needs was not played',
    meaning:
      'Today it is skipped, silently. Better as proposed, unless it uses what the manual job makes: then `blocker: true` on the manual job makes it wait, and the pipeline with it.',
  },
  H3: {
    what: 'a canceled job counts as canceled, also with `allow_failure: true`',
    meaning:
      'Today it counts as a warning, and all goes on. As proposed, to cancel means to stop what comes after it, and the pipeline shows it; no other form says otherwise.',
  },
  H4: {
    what: 'an `on_failure` job runs although one of its needs was skipped',
    meaning: 'Today it is skipped exactly when it should run. Better as proposed; nothing to do.',
  },
  H5: {
    what: 'a canceled job stops what comes after it, `when: always` included',
    meaning:
      'Today it does so too, unless something failed beside it: then `on_failure` and `always` jobs of later stages run. No other form says otherwise.',
  },
  H6: {
    what: 'a manual job can be there after a failure only',
    meaning: 'Today `when` has one value: a job is manual or waits for a failure, not both.',
  },
  H7: {
    what: 'a manual job can block nobody, and fail the pipeline all the same',
    meaning:
      'Today a manual job that blocks nobody has `allow_failure: true`: once played, its failure is a warning.',
  },
};
