import type { ConfigProblem, Report } from '../problem.js';
import type { ExpandedJob } from './normalize.js';

type Jobs = ReadonlyMap<string, ExpandedJob>;

interface Visit {
  readonly name: string;
  readonly targets: readonly string[];
  next: number;
}

/**
 * Reports jobs that wait for themselves, alone or in a ring, in the order in which Ruby's `TSort` finds them
 * (`yaml_processor/dag.rb`). Tarjan's algorithm without recursion.
 */
export function reportCycles(jobs: Jobs, report: Report): void {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  for (const start of jobs.keys()) {
    if (index.has(start)) continue;
    const path: Visit[] = [open(start)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const target = visit.targets[visit.next++];
      if (target === undefined) {
        path.pop();
        close(visit.name, path.at(-1)?.name);
      } else if (!index.has(target)) path.push(open(target));
      else if (onStack.has(target)) lower(visit.name, index.get(target));
    }
  }

  function open(name: string): Visit {
    index.set(name, index.size);
    low.set(name, index.get(name) ?? 0);
    stack.push(name);
    onStack.add(name);
    const needs = jobs.get(name)?.needs ?? [];
    const self = needs.find(need => need.job === name);
    if (self) report(selfProblem(jobs, name, self.at));
    return {
      name,
      targets: needs.map(need => need.job).filter(job => job !== name && jobs.has(job)),
      next: 0,
    };
  }

  function lower(name: string, value: number | undefined): void {
    if (value !== undefined && value < (low.get(name) ?? 0)) low.set(name, value);
  }

  function close(name: string, parent: string | undefined): void {
    if (parent !== undefined) lower(parent, low.get(name));
    if (low.get(name) !== index.get(name)) return;
    const ring = stack.splice(stack.lastIndexOf(name));
    for (const member of ring) onStack.delete(member);
    if (ring.length > 1) report(ringProblem(jobs, ring));
  }
}

const PREFIX = 'The pipeline has circular dependencies:';

function selfProblem(
  jobs: Jobs,
  name: string,
  at: { readonly node: ConfigProblem['at']; readonly via?: NonNullable<ConfigProblem['via']> },
): ConfigProblem {
  return {
    kind: 'needs.self',
    rejected: true,
    gitlabMessage: `${PREFIX} self-dependency: ${name}`,
    at: at.node,
    ...(at.via && { via: at.via }),
    job: definitionName(jobs, name),
    data: { job: name },
  };
}

function ringProblem(jobs: Jobs, ring: readonly string[]): ConfigProblem {
  const members = new Set(ring);
  const first = ring[0] ?? '';
  const need = jobs.get(first)?.needs?.find(({ job }) => members.has(job));
  const at = need?.at.node ?? jobs.get(first)?.draft.definition.key;
  const shown = ring.map(name => JSON.stringify(name)).join(', ');
  return {
    kind: 'needs.circular',
    rejected: true,
    gitlabMessage: `${PREFIX} topological sort failed: [${shown}]`,
    at: at as ConfigProblem['at'],
    ...(need?.at.via && { via: need.at.via }),
    job: definitionName(jobs, first),
    data: { jobs: ring },
    related: ring.flatMap(name => ringPlace(jobs, name, members)),
  };
}

function ringPlace(
  jobs: Jobs,
  name: string,
  members: ReadonlySet<string>,
): NonNullable<ConfigProblem['related']> {
  const need = jobs.get(name)?.needs?.find(({ job }) => members.has(job));
  return need ? [{ message: `${name} needs ${need.job}`, at: need.at.node }] : [];
}

function definitionName(jobs: Jobs, name: string): string {
  return jobs.get(name)?.draft.definition.name ?? name;
}
