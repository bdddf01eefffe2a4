/** Pipelines that were seen, as findings carry them. */
import type { Config } from '../config/config.js';
import { describeSighting, type Sighting } from '../pipeline/membership/sighting.js';
import { replayCommand, withDialect } from '../pipeline/replay-command.js';
import type { SimulationEvent } from '../pipeline/simulation.js';
import type { Witness } from './diagnostic.js';

/** An event of a witness names its jobs. */
type WitnessEvent = SimulationEvent & { readonly jobs: readonly string[] };

/**
 * `shows` ends the line: "`build` is not added"; `events` lead there. `child` names the trigger job in whose child pipeline
 * they happen.
 */
export function toWitness(
  config: Config,
  sighting: Sighting,
  shows: string = '',
  events: readonly WitnessEvent[] = [],
  child?: string,
): Witness {
  const { input, context } = sighting;
  const { root, children } = startOf(config, sighting);
  const { changes } = input;
  return {
    summary: `in ${describeSighting(sighting)}${shows === '' ? '' : `: ${shows}`}`,
    context: {
      source: context.source,
      ref: context.ref,
      variables:
        sighting.parent === undefined ? (input.variables ?? {}) : Object.fromEntries(context.variables),
      ...(changes === undefined ? {} : { changes }),
    },
    ...(events.length === 0 ? {} : { events: events.map(({ event, jobs }) => ({ event, jobs })) }),
    command: withDialect(
      replayCommand(root, input, events, child === undefined ? children : [...children, child]),
      config.options.dialect,
    ),
  };
}

/** The configuration that a replay begins with, and the trigger jobs on the way to a child pipeline. */
function startOf(
  config: Config,
  { parent }: Sighting,
): { readonly root: string; readonly children: readonly string[] } {
  if (parent === undefined || config.parent === null) return { root: config.root, children: [] };
  const { root, children } = startOf(config.parent.config, parent.sighting);
  return { root, children: [...children, parent.job] };
}
