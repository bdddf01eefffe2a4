/** What is written under the name of a drawn job. */
import type { GraphJob } from './job-graph.js';

export function notesOf({
  starts,
  startIn,
  extras,
  mayFail,
  trigger,
  waitsFor,
}: GraphJob): readonly string[] {
  const ordinary = starts.length === 1 && starts[0] === 'on_success';
  const when = starts.map(start => (start === 'delayed' && startIn !== null ? `delayed ${startIn}` : start));
  return [
    ...(ordinary ? [] : [when.join(' or ')]),
    ...extras,
    ...(trigger ? ['trigger'] : []),
    ...(mayFail ? ['may fail'] : []),
    ...(waitsFor === 'nothing' ? ['needs nothing'] : []),
  ];
}

export function titleOf({ name, copies }: GraphJob): string {
  return copies > 1 ? `${name} ×${copies}` : name;
}
