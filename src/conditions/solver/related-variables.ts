/** Predefined variables whose text follows from that of another one. */
import { slugify } from '../slug.js';

export interface Relation {
  readonly derived: string;
  readonly base: string;
  readonly derive: (text: string) => string;
  /** Texts of the base from which the derived text may come, the given one changed as little as possible. */
  readonly suggest: (derived: string, base: string) => string;
}

export const RELATIONS: readonly Relation[] = [
  {
    derived: 'CI_PROJECT_NAMESPACE',
    base: 'CI_PROJECT_PATH',
    derive: path => path.slice(0, Math.max(0, path.lastIndexOf('/'))),
    suggest: (namespace, path) => `${namespace}/${path.slice(path.lastIndexOf('/') + 1)}`,
  },
  {
    derived: 'CI_PROJECT_ROOT_NAMESPACE',
    base: 'CI_PROJECT_PATH',
    derive: path => (path.includes('/') ? path.slice(0, path.indexOf('/')) : ''),
    suggest: (root, path) => `${root}/${path.slice(path.lastIndexOf('/') + 1)}`,
  },
  {
    derived: 'CI_PROJECT_NAME',
    base: 'CI_PROJECT_PATH',
    derive: path => path.slice(path.lastIndexOf('/') + 1),
    suggest: (name, path) => `${path.slice(0, path.lastIndexOf('/') + 1) || 'group/'}${name}`,
  },
  {
    derived: 'CI_PROJECT_PATH_SLUG',
    base: 'CI_PROJECT_PATH',
    derive: slugify,
    suggest: slug => slug.replace('-', '/'),
  },
  { derived: 'CI_COMMIT_REF_SLUG', base: 'CI_COMMIT_REF_NAME', derive: slugify, suggest: slug => slug },
  {
    derived: 'CI_COMMIT_TITLE',
    base: 'CI_COMMIT_MESSAGE',
    derive: message => message.split('\n')[0] ?? '',
    suggest: (title, message) => `${title}\n\n${message}`,
  },
  {
    derived: 'CI_COMMIT_SHORT_SHA',
    base: 'CI_COMMIT_SHA',
    derive: sha => sha.slice(0, 8),
    suggest: (short, sha) => short + sha.slice(8),
  },
];
