import type { CommandEntry } from './command.js';

/** In the order of the help. The first one runs when no command is named. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'lint',
    usage: '[path...]',
    summary: 'find what is wrong, ambiguous or dangerous; the default command',
    load: async () => (await import('./commands/lint.js')).command,
  },
  {
    name: 'migrate',
    usage: '[path...]',
    summary: 'translate to the proposed syntax or back, with a diff and a verdict on every job',
    load: async () => (await import('./commands/migrate.js')).command,
  },
  {
    name: 'resolve',
    usage: '[path]',
    summary: 'print the configuration as GitLab merges it',
    load: async () => (await import('./commands/resolve.js')).command,
  },
  {
    name: 'eval',
    usage: '[expression]',
    summary: 'evaluate one rules:if expression and say why',
    load: async () => (await import('./commands/eval.js')).command,
  },
  {
    name: 'simulate',
    usage: '[path]',
    summary: 'show the pipeline of an event, and what happens in it',
    load: async () => (await import('./commands/simulate.js')).command,
  },
  {
    name: 'graph',
    usage: '[path]',
    summary: 'draw stages, needs and artifacts as a picture or a diagram',
    load: async () => (await import('./commands/graph.js')).command,
  },
  {
    name: 'test',
    usage: '[scenario...]',
    summary: 'run scenario files, unit tests for pipelines',
    load: async () => (await import('./commands/test.js')).command,
  },
  {
    name: 'explain',
    usage: '[rule]',
    summary: 'print the page of a rule, or all rules',
    load: async () => (await import('./commands/explain.js')).command,
  },
  {
    name: 'init',
    usage: '',
    summary: 'write settings, the editor task and the merge request job',
    load: async () => (await import('./commands/init.js')).command,
  },
];
