/** Pipelines that were seen, as findings carry them. */
import type { Config } from '../config/config.js';
import { describeSighting, type Sighting } from '../pipeline/membership/sighting.js';
import { replayCommand } from '../pipeline/replay-command.js';
import type { Witness } from './diagnostic.js';

/** `shows` ends the line: "`build` is not added". */
export function toWitness(config: Config, sighting: Sighting, shows: string = ''): Witness {
  const { input, context } = sighting;
  const { changes } = input;
  return {
    summary: `in ${describeSighting(sighting)}${shows === '' ? '' : `: ${shows}`}`,
    context: {
      source: context.source,
      ref: context.ref,
      variables: input.variables ?? {},
      ...(changes === undefined ? {} : { changes }),
    },
    command: replayCommand(config.root, input),
  };
}
