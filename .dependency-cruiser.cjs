/** The import law of ARCHITECTURE.md: a layer imports only those before it. */
const PURE = ['syntax', 'conditions', 'config', 'pipeline', 'linter', 'migration', 'reporters'];
const EDGES = ['settings', 'host', 'gitlab', 'cli', 'lsp', 'api'];

/** What each pure layer may import, itself aside. */
const MAY_IMPORT = {
  syntax: [],
  conditions: ['syntax'],
  config: ['syntax', 'conditions'],
  pipeline: ['syntax', 'conditions', 'config'],
  linter: ['syntax', 'conditions', 'config', 'pipeline'],
  migration: ['syntax', 'conditions', 'config', 'pipeline', 'linter'],
  reporters: ['syntax', 'conditions', 'config', 'pipeline', 'linter'],
};

const layers = PURE.map(layer => ({
  name: `${layer}-imports-only-lower-layers`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: {
    path: '^(src|rules|test|scripts)/',
    pathNot: [layer, ...MAY_IMPORT[layer]].map(name => `^src/${name}/`),
  },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'rules-import-contracts-and-views',
      comment: 'A rule never imports another rule; shared knowledge goes down into a layer.',
      severity: 'error',
      from: { path: '^rules/[^/]+/' },
      to: {
        path: '^(src|rules|test|scripts)/',
        pathNot: '^src/(syntax|conditions|config|pipeline|linter|migration)/',
      },
    },
    {
      name: 'pure-layers-know-no-platform',
      severity: 'error',
      from: { path: [`^src/(${PURE.join('|')})/`, '^rules/'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'yaml-only-in-syntax',
      severity: 'error',
      from: { path: '^(src|rules)/', pathNot: '^src/syntax/yaml/' },
      to: { path: '^node_modules/yaml/' },
    },
    {
      name: 'typescript-only-in-syntax',
      severity: 'error',
      from: { path: '^(src|rules)/', pathNot: '^src/syntax/typescript/' },
      to: { path: '^node_modules/(@typescript-eslint|typescript)/' },
    },
    {
      name: 'only-tests-import-tests',
      severity: 'error',
      from: { path: '^(src|rules|scripts)/' },
      to: { path: '^test/' },
    },
    {
      name: 'nobody-imports-the-terminal',
      severity: 'error',
      from: { path: `^src/(${EDGES.filter(edge => edge !== 'cli').join('|')})/` },
      to: { path: '^src/cli/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(src|rules)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
