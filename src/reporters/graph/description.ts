/** A job in full, for the tooltip. */
import { notesOf } from '../../pipeline/draw/graph-notes.js';
import type { GraphJob } from '../../pipeline/draw/job-graph.js';

const WAITS = {
  stages: 'waits for all earlier stages',
  needs: 'waits for its needs alone',
  nothing: 'starts at once',
} as const;

export function describeJob(job: GraphJob): string {
  const notes = notesOf(job).filter(note => note !== 'needs nothing');
  return [...notes, WAITS[job.waitsFor], ...(job.artifacts ? ['has artifacts'] : [])].join('\n');
}
