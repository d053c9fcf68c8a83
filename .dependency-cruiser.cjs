// Who may import whom. The picture behind these rules is in CONTRIBUTING.md.

// The folders of core, lowest first: each imports only from itself and from folders before it.
const foldersOfCore = [
  'hash',
  'async',
  'input',
  'cookies',
  'http',
  'privacy',
  'normalize',
  'event',
  'sink',
  'report',
  'consent',
  'visitor',
  'consent-tools',
  'prepare/user-data',
  'prepare/custom-data',
  'prepare/rules',
  'prepare',
  'graph',
  'delivery',
  'client',
  'backfill',
  'only-once',
  'withdrawal',
  'webhook',
  'server',
  'relay',
  'testing',
];

const coreSource = '^packages/core/src/';

/** The files of this folder, without its subfolders. */
const filesIn = (folder) => `${coreSource}${folder}/[^/]+$`;

const orderOfCore = foldersOfCore.map((folder, index) => ({
  name: `core-${folder.replace('/', '-')}-imports-downwards`,
  comment: 'An event passes through the folders of core in one direction.',
  severity: 'error',
  from: { path: filesIn(folder) },
  // Above it are the later folders, and the published entries at the root of core/src.
  to: {
    path: [`${coreSource}[^/]+$`, ...foldersOfCore.slice(index + 1).map(filesIn)],
    // The laws use core as other packages do.
    pathNot: folder === 'testing' ? `${coreSource}index[.]ts$` : [],
  },
}));

// The folders of pixel, lowest first.
const foldersOfPixel = ['fbq', 'consent', 'consent-tools', 'track'];

const pixelSource = '^packages/pixel/src/';

const orderOfPixel = foldersOfPixel.map((folder, index) => ({
  name: `pixel-${folder}-imports-downwards`,
  comment: 'track asks consent, and consent instructs fbq.',
  severity: 'error',
  from: { path: `${pixelSource}${folder}/` },
  to: {
    path: [
      `${pixelSource}[^/]+$`,
      ...foldersOfPixel.slice(index + 1).map((above) => `${pixelSource}${above}/`),
    ],
  },
}));

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...orderOfCore,
    ...orderOfPixel,
    {
      name: 'core-folder-has-a-place-in-the-order',
      comment: 'Add a new folder of core to foldersOfCore at the top of this file.',
      severity: 'error',
      from: {},
      to: { path: `${coreSource}.+/`, pathNot: foldersOfCore.map(filesIn) },
    },
    {
      name: 'core-and-sandbox-import-no-sibling',
      comment: 'The sandbox judges core: sharing a line would make it pin our own mistakes.',
      severity: 'error',
      from: { path: '^packages/(core|sandbox)/src' },
      to: { path: '^packages/', pathNot: '^packages/$1/' },
    },
    {
      name: 'stripe-mapping-is-lowest',
      comment: 'In the Stripe adapter imports go down: root, eventbridge, webhook, mapping.',
      severity: 'error',
      from: { path: '^packages/stripe-adapter/src/mapping/' },
      to: {
        path: '^packages/stripe-adapter/src/',
        pathNot: '^packages/stripe-adapter/src/mapping/',
      },
    },
    {
      name: 'stripe-webhook-imports-mapping-only',
      severity: 'error',
      from: { path: '^packages/stripe-adapter/src/webhook/' },
      to: {
        path: '^packages/stripe-adapter/src/',
        pathNot: '^packages/stripe-adapter/src/(mapping|webhook)/',
      },
    },
    {
      name: 'adapters-import-only-core',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src', pathNot: '^packages/(cli|core|pixel|sandbox)/' },
      to: {
        path: '^packages/',
        pathNot: ['^packages/$1/', '^packages/core/src/(adapter|index|event-id|phone)[.]ts$'],
      },
    },
    {
      name: 'cli-imports-published-entries',
      comment: 'Everything that the command line does, a user of the packages can do.',
      severity: 'error',
      from: { path: '^packages/cli/src' },
      to: {
        path: '^packages/',
        pathNot: [
          '^packages/cli/',
          '^packages/core/src/(adapter|index|event-id|phone)[.]ts$',
          '^packages/(activecampaign-adapter|cognito-trigger|stripe-adapter)/src/[^/]+[.]ts$',
          '^packages/aws/src/(dynamodb|sqs)/index[.]ts$',
          '^packages/sandbox/src/(index|run)[.]ts$',
        ],
      },
    },
    {
      name: 'tests-import-no-example',
      comment: 'What tests and examples share is in tools/stand-ins.',
      severity: 'error',
      from: { path: '^packages/[^/]+/test' },
      to: { path: '^examples/' },
    },
    {
      name: 'pixel-imports-no-hash',
      comment: 'Types, generateEventId, and what browser and server decide alike.',
      severity: 'error',
      from: { path: '^packages/pixel/src' },
      to: {
        path: '^packages/',
        pathNot: ['^packages/pixel/', '^packages/core/src/(browser|consent-tools)[.]ts$'],
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
