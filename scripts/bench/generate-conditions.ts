/** A made-up configuration whose jobs have five rules each, out of `distinct` conditions on refs, tags and free variables. */
export function generateConditions(jobs: number, distinct: number): string {
  const conditions = Array.from({ length: distinct }, (_, index) =>
    index % 2 === 0
      ? `$CI_COMMIT_BRANCH == "b${index}" && $V${index % 7}`
      : `$CI_COMMIT_TAG =~ /^v${index}\\./ || $W${index % 5} == "x"`,
  );
  const rulesOf = (job: number): string[] =>
    [0, 1, 2, 3, 4].map(rule => `    - if: '${conditions[(job * 37 + rule * 11) % distinct]}'`);
  const lines: string[] = [];
  for (let job = 0; job < jobs; job++)
    lines.push(`job-${job}:`, '  script: make', '  rules:', ...rulesOf(job));
  return `${lines.join('\n')}\n`;
}
