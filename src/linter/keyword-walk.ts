import type { Config, ConfigFile } from '../config/config.js';
import type { JobDefinition } from '../config/job.js';
import type { Target } from '../config/keywords/target.js';
import {
  keywordsOfFile,
  keywordsOfJob,
  keywordsOfPipeline,
  type UsedKeyword,
} from '../config/keywords/used-keywords.js';

type Handler<Subject, Found> = (subject: Subject, context: { readonly target: Target }) => Iterable<Found>;

export interface KeywordHandlers<Found> {
  readonly source: Handler<ConfigFile, Found>;
  readonly definition: Handler<JobDefinition, Found>;
  readonly pipeline: Handler<Config, Found>;
}

/** Handlers of a rule that judges every keyword of a configuration, where it has anything to say of the target. */
export function onEveryKeyword<Found>(
  concerns: (target: Target) => boolean,
  judge: (used: UsedKeyword, target: Target) => Iterable<Found>,
): KeywordHandlers<Found> {
  const walk = <Subject>(keywordsOf: (subject: Subject) => Iterable<UsedKeyword>): Handler<Subject, Found> =>
    function* (subject, { target }) {
      if (concerns(target)) for (const used of keywordsOf(subject)) yield* judge(used, target);
    };
  return {
    source: walk(keywordsOfFile),
    definition: walk(keywordsOfJob),
    pipeline: walk(keywordsOfPipeline),
  };
}
