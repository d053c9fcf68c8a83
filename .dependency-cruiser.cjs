// Who may import whom. The picture behind these rules is in CONTRIBUTING.md.
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-and-sandbox-import-no-sibling',
      comment: 'The sandbox judges core: sharing a line would make it pin our own mistakes.',
      severity: 'error',
      from: { path: '^packages/(core|sandbox)/src' },
      to: { path: '^packages/', pathNot: '^packages/$1/' },
    },
    {
      name: 'adapters-import-only-core',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src', pathNot: '^packages/(core|pixel|sandbox)/' },
      to: {
        path: '^packages/',
        pathNot: ['^packages/$1/', '^packages/core/src/(adapter|index|event-id|phone)[.]ts$'],
      },
    },
    {
      name: 'pixel-imports-no-hash',
      comment: 'Types, generateEventId, and what browser and server decide alike.',
      severity: 'error',
      from: { path: '^packages/pixel/src' },
      to: {
        path: '^packages/',
        pathNot: ['^packages/pixel/', '^packages/core/src/(browser|event-id)[.]ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'core-runs-everywhere',
      comment: 'Node built-ins only in the *.node.ts platform twins.',
      severity: 'error',
      from: { path: '^packages/(core|pixel)/src', pathNot: '[.]node[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-dev-dependencies-in-source',
      comment:
        'The sandbox’s page is bundled into a generated file; its users install nothing for it.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src', pathNot: '^packages/sandbox/src/page/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only', 'npm-peer'],
      },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@meta-capi/source', 'types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
