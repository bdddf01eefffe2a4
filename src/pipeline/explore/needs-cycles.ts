import type { Pipeline } from '../pipeline.js';

interface Visit {
  readonly name: string;
  readonly needs: readonly string[];
  next: number;
}

/**
 * Jobs that wait for themselves by way of their needs, each as a ring that starts with the job that comes first; no job
 * is in two of them. GitLab refuses such needs of jobs, but not those of `rules`
 * (`check_circular_dependencies` of lib/gitlab/ci/yaml_processor.rb). Linear in jobs and needs.
 */
export function needsCycles({ jobs }: Pipeline): readonly (readonly string[])[] {
  const needsOf = new Map(jobs.map(({ name, needs }) => [name, (needs ?? []).map(need => need.job)]));
  const rings: (readonly string[])[] = [];
  const done = new Set<string>();
  for (const { name: start } of jobs) {
    if (done.has(start)) continue;
    const path: Visit[] = [];
    const onPath = new Map<string, number>();
    const open = (name: string): void => {
      onPath.set(name, path.length);
      path.push({ name, needs: needsOf.get(name) ?? [], next: 0 });
    };
    open(start);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const need = visit.needs[visit.next++];
      if (need === undefined) {
        path.pop();
        onPath.delete(visit.name);
        done.add(visit.name);
        continue;
      }
      if (done.has(need) || !needsOf.has(need)) continue;
      const from = onPath.get(need);
      if (from === undefined) open(need);
      else {
        const ring = path.slice(from).map(({ name }) => name);
        if (!ring.some(name => rings.some(other => other.includes(name)))) rings.push(ring);
      }
    }
  }
  return rings;
}
