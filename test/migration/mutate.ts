/** Deliberate faults in text of the proposed syntax, one in each mutant. */

const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/blocker: true/g, 'blocker: false'],
  [/\n *blocker: true(?=\r?\n)/g, ''],
  [/(?<=execution"?: ["']?)manual/g, 'automatic'],
  [/(?<=execution: )automatic/g, 'manual'],
  [/included: false/g, 'included: true'],
  [/artifacts: false/g, 'artifacts: true'],
  [/allow_failure: true/g, 'allow_failure: false'],
  [/allow_failure: false/g, 'allow_failure: true'],
  [/when: on_success/g, 'when: on_failure'],
  [/when"?: on_failure/g, 'when: on_success'],
  [/when: always/g, 'when: on_success'],
  [/- if: \$CI_COMMIT_TAG/g, '- if: $CI_COMMIT_BRANCH'],
  [/needs: \[prepare\]/g, 'needs: []'],
  [/- included: false/g, '- when: on_success'],
];

export function mutantsOf(text: string): readonly string[] {
  return FAULTS.flatMap(([fault, replacement]) =>
    [...text.matchAll(fault)].map(
      ({ index, 0: found }) => text.slice(0, index) + replacement + text.slice(index + found.length),
    ),
  );
}
