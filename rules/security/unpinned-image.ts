import { expandExisting } from '../../src/conditions/expand-variables.js';
import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Job, keyword, type RulesEntry } from '../../src/config/job.js';
import { asString, get, type Value } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { Node } from '../../src/syntax/node.js';

interface Options {
  readonly require: 'tag' | 'digest';
  readonly movingTags: readonly string[];
  readonly ignore: readonly string[];
}

export const unpinnedImage: AnyLintRule = defineRule({
  id: 'unpinned-image',
  meta: {
    summary: 'A container image has no tag, or one that moves.',
    category: 'security',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/debugging/#pin-versions',
      'https://docs.docker.com/reference/cli/docker/image/tag/',
    ],
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          require: { enum: ['tag', 'digest'], description: 'What an image must have.' },
          movingTags: {
            type: 'array',
            items: { type: 'string' },
            description: 'Tags that count as none.',
          },
          ignore: {
            type: 'array',
            items: { type: 'string' },
            description: 'Names, without tag, of images that may be as they are.',
          },
        },
      },
      defaults: { require: 'tag', movingTags: ['latest'], ignore: [] } as Options,
    },
    dialects: DIALECTS,
  },
  messages: {
    noTag: {
      what: 'Image {{image}} has no tag, so it is `latest`.',
      why: 'The job changes by itself whenever somebody pushes a new image.',
      help: 'Name the version that the job was written for.',
    },
    moving: {
      what: 'Image {{image}} has the tag {{tag}}, which moves.',
      why: 'The job changes by itself whenever somebody pushes a new image.',
      help: 'Name the version that the job was written for.',
    },
    noDigest: {
      what: 'Image {{image}} has no digest.',
      why: 'A tag can be given to another image at any time.',
      help: 'Add the digest: `{{{image}}}@sha256:…`.',
    },
  },
  on: {
    *pipeline(config, { options }) {
      const told = new Map<Node, Set<string>>();
      for (const job of config.jobs) {
        for (const { text, node } of imagesOf(job)) {
          const images = told.get(node);
          const isLiteral = !/[$%]/.test(text);
          if (images !== undefined && isLiteral) continue;
          const image = isLiteral ? text : expand(text, lookupOf(job, config));
          if (images?.has(image)) continue;
          if (images === undefined) told.set(node, new Set([image]));
          else images.add(image);
          const fault = judge(image, options);
          if (fault === null) continue;
          const { messageId, tag } = fault;
          const at = node;
          if (messageId === 'moving') yield { messageId, at, data: { image, tag } };
          else yield { messageId, at, data: { image } };
        }
      }
    },
  },
});

interface WrittenImage {
  readonly text: string;
  readonly node: Node;
}

/** The images of a job and of its services, as written. */
function imagesOf(job: Job): WrittenImage[] {
  const services = keyword(job, 'services');
  const values = [keyword(job, 'image'), ...(services?.kind === 'list' ? services.items : [])];
  return values.flatMap(value => {
    const name: Value | undefined = value?.kind === 'mapping' ? get(value, 'name') : value;
    const text = asString(name);
    return name === undefined || text === null || text === '' ? [] : [{ text, node: name.node }];
  });
}

type Lookup = (name: string) => string | undefined;

/** Variables that the configuration declares and no rule changes. Those of the project are not known and may differ. */
function lookupOf(job: Job, config: Config): Lookup {
  const { inheritedVariables } = job;
  const isInherited = (name: string): boolean =>
    typeof inheritedVariables === 'boolean' ? inheritedVariables : inheritedVariables.includes(name);
  const isChanged = (name: string, rules: readonly RulesEntry[] | null | undefined): boolean =>
    rules?.some(({ variables }) => variables?.entries.has(name)) ?? false;
  return name => {
    if (isChanged(name, job.rules) || isChanged(name, config.workflow?.rules)) return undefined;
    const own = job.variables.get(name)?.value;
    return own ?? (isInherited(name) ? config.variables.get(name)?.value : undefined);
  };
}

const MOST_ROUNDS = 5;
const MAX_LENGTH = 1000;

/** The image with what is known put in; references to other variables stay. */
function expand(text: string, lookup: Lookup): string {
  let current = text;
  for (let round = 0; round < MOST_ROUNDS && current.length < MAX_LENGTH; round++) {
    const next = expandExisting(current, lookup);
    if (next === current) break;
    current = next;
  }
  return current;
}

interface Fault {
  readonly messageId: 'noTag' | 'moving' | 'noDigest';
  readonly tag: string;
}

/** Names without a registry that are images on Docker Hub; others may be virtual machines of a custom executor. */
const OFFICIAL: ReadonlySet<string> = new Set(
  (
    'almalinux alpine amazonlinux archlinux bash buildpack-deps busybox cassandra caddy centos composer couchdb debian docker ' +
    'eclipse-temurin elasticsearch elixir erlang fedora gcc golang gradle haskell httpd influxdb julia jruby ' +
    'mariadb maven memcached mongo mysql neo4j nginx node openjdk opensuse oraclelinux perl php postgres pypy python ' +
    'r-base rabbitmq redis registry rockylinux ruby rust sonarqube swift tomcat traefik ubuntu vault wordpress'
  ).split(' '),
);

/** Virtual machines of GitLab's macOS runners, which have versions in their names. */
const VIRTUAL_MACHINE = /^macos-\d+-xcode-[\d.]+$/;

/** Null for an image that is pinned, and for one of which too much is unknown. */
function judge(image: string, { require, movingTags, ignore }: Options): Fault | null {
  if (image.includes('@') || VIRTUAL_MACHINE.test(image)) return null;
  const last = image.slice(image.lastIndexOf('/') + 1);
  const colon = last.lastIndexOf(':');
  const tag = colon === -1 ? null : last.slice(colon + 1);
  const name = tag === null ? image : image.slice(0, image.length - tag.length - 1);
  const isUnknown = /[$%]/.test(tag ?? last);
  if (isUnknown || ignore.includes(name)) return null;
  if (tag === null)
    return image.includes('/') || OFFICIAL.has(image) ? { messageId: 'noTag', tag: '' } : null;
  if (movingTags.includes(tag)) return { messageId: 'moving', tag };
  return require === 'digest' ? { messageId: 'noDigest', tag } : null;
}
