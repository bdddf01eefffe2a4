/** What one item of `only:refs` or `except:refs` asks of a pipeline (`lib/gitlab/ci/build/policy/refs.rb`). */
import { splitPattern } from '../../conditions/pattern.js';
import { PIPELINE_TYPES } from '../../conditions/pipeline-types.js';
import { refKeywords } from '../../conditions/policy.js';
import { type Comparison, equals, isSet, matches } from './comparison.js';

/** One of the comparisons must hold, and the project must be the one that is named, if one is. */
export interface RefTerm {
  /** The item's number in its list. */
  readonly index: number;
  readonly comparisons: readonly Comparison[];
  readonly project: Comparison | null;
}

/** Which names a term stands for: all that GitLab compares it with, or those that people mean. */
export type Reading = 'exact' | 'usual';

const BRANCH = 'CI_COMMIT_BRANCH';
const TAG = 'CI_COMMIT_TAG';

const KEYWORDS: ReadonlyMap<string, readonly Comparison[]> = findKeywords();

/**
 * A keyword also matches a branch or tag of its name, and a name both branches and tags. The usual reading leaves out
 * refs that are called like a keyword, and tags that are called like a branch.
 */
export function refTerm(written: string, index: number, reading: Reading): RefTerm {
  const at = written.indexOf('@');
  const name = at === -1 ? written : written.slice(0, at);
  const project = at === -1 ? null : equals('CI_PROJECT_PATH', written.slice(at + 1));
  return { index, comparisons: comparisonsOf(name, reading), project };
}

function comparisonsOf(name: string, reading: Reading): readonly Comparison[] {
  if (splitPattern(name) !== null) return [matches(BRANCH, name), matches(TAG, name)];
  const keyword = KEYWORDS.get(name) ?? [];
  const refs = [equals(BRANCH, name), equals(TAG, name)];
  if (reading === 'exact') return [...keyword, ...refs];
  if (keyword.length > 0) return keyword;
  return isVersion(name) ? refs : refs.slice(0, 1);
}

/** Names that somebody may well have meant a tag with. */
function isVersion(name: string): boolean {
  return /^[vV]?\d+(?:\.\d+)*/.test(name);
}

/** Where the usual reading of these items differs from GitLab's: a condition that holds for refs with unusual names. */
export function unusualRefs(refs: readonly string[]): readonly Comparison[] {
  return refs.flatMap(written => {
    const name = written.split('@', 1)[0] ?? '';
    const exact = comparisonsOf(name, 'exact');
    const usual = new Set(comparisonsOf(name, 'usual').map(({ text }) => text));
    return exact.filter(({ text }) => !usual.has(text));
  });
}

function findKeywords(): ReadonlyMap<string, readonly Comparison[]> {
  const keywords = new Map<string, Comparison[]>();
  for (const { pipelineSource, refKind } of PIPELINE_TYPES) {
    for (const keyword of refKeywords(pipelineSource, refKind)) {
      const comparison =
        keyword === 'branches'
          ? isSet(BRANCH)
          : keyword === 'tags'
            ? isSet(TAG)
            : equals('CI_PIPELINE_SOURCE', pipelineSource);
      const known = keywords.get(keyword) ?? [];
      if (known.every(({ text }) => text !== comparison.text)) keywords.set(keyword, [...known, comparison]);
    }
  }
  return keywords;
}
