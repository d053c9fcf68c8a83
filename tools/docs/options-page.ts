import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

// docs/reference/options.md is written from the types and their comments: `npm run docs:generate`.

const root = join(import.meta.dirname, '../..');

/** What a reader calls, and where the type of its options is declared. */
const described: readonly (readonly [
  heading: string,
  calls: string,
  file: string,
  type: string,
])[] = [
  ['core', 'createCapiClient, checkConfig', 'core/src/client/capi-config.ts', 'CapiConfig'],
  ['core', 'prepareEvent, explain', 'core/src/prepare/prepare.ts', 'PrepareConfig'],
  ['core', 'sendEvents, deliver, send…Event', 'core/src/sink/sink.ts', 'SendOptions'],
  ['core', 'close', 'core/src/client/closing.ts', 'CloseOptions'],
  ['core', 'visitorFromRequest', 'core/src/visitor/from-request.ts', 'VisitorFromRequestOptions'],
  ['core', 'visitorCookies', 'core/src/visitor/set-cookies.ts', 'VisitorCookieOptions'],
  ['core', 'consentCookies', 'core/src/cookies/set-cookie.ts', 'SetCookieOptions'],
  ['core', 'packVisitor', 'core/src/visitor/pack.ts', 'PackVisitorOptions'],
  ['core', 'onlyOnce', 'core/src/only-once/only-once.ts', 'OnlyOnceOptions'],
  ['core', 'createWebhookHandler', 'core/src/webhook/webhook.ts', 'WebhookHandlerOptions'],
  ['core', 'createRelayHandler', 'core/src/relay/options.ts', 'RelayHandlerOptions'],
  ['core', 'runBackfill', 'core/src/backfill/run-backfill.ts', 'RunBackfillOptions'],
  ['core', 'readBody', 'core/src/webhook/read-body.ts', 'ReadBodyOptions'],
  ['core', 'axeptio', 'core/src/consent-tools/axeptio.ts', 'AxeptioOptions'],
  ['core', 'c15t', 'core/src/consent-tools/c15t.ts', 'C15tOptions'],
  ['core', 'klaro', 'core/src/consent-tools/klaro.ts', 'KlaroOptions'],
  [
    'core',
    'vanillaCookieConsent',
    'core/src/consent-tools/vanilla-cookieconsent.ts',
    'VanillaCookieConsentOptions',
  ],
  ['pixel', 'initPixel, pixelBaseCode, MetaPixel', 'pixel/src/fbq/options.ts', 'PixelOptions'],
  ['pixel', 'trackPixelEvent', 'pixel/src/track/track.ts', 'TrackOptions'],
  ['pixel', 'followConsent', 'pixel/src/consent/follow-consent.ts', 'FollowConsentOptions'],
  [
    'stripe-adapter',
    'stripeAdapter',
    'stripe-adapter/src/webhook/adapter.ts',
    'StripeAdapterOptions',
  ],
  [
    'stripe-adapter',
    'stripeToEvents',
    'stripe-adapter/src/mapping/options.ts',
    'StripeToEventsOptions',
  ],
  [
    'stripe-adapter',
    'stripeConnectHandler',
    'stripe-adapter/src/webhook/connect.ts',
    'StripeConnectHandlerOptions',
  ],
  [
    'stripe-adapter',
    'stripeEventBridgeHandler',
    'stripe-adapter/src/eventbridge/handler.ts',
    'StripeEventBridgeOptions',
  ],
  ['stripe-adapter', 'backfillStripe', 'stripe-adapter/src/backfill.ts', 'BackfillOptions'],
  [
    'cognito-trigger',
    'createPostConfirmationHandler',
    'cognito-trigger/src/post-confirmation-handler.node.ts',
    'PostConfirmationHandlerOptions',
  ],
  [
    'cognito-trigger',
    'cognitoToEvents',
    'cognito-trigger/src/cognito-to-events.ts',
    'CognitoToEventsOptions',
  ],
  ['cognito-trigger', 'all of them', 'cognito-trigger/src/registration.ts', 'RegistrationOptions'],
  ['cognito-trigger', 'pages', 'cognito-trigger/src/visitor-page.ts', 'VisitorPageOptions'],
  [
    'cognito-trigger',
    'backfillCognito',
    'cognito-trigger/src/backfill.node.ts',
    'BackfillCognitoOptions',
  ],
  [
    'activecampaign-adapter',
    'activeCampaignAdapter',
    'activecampaign-adapter/src/webhook/adapter.ts',
    'ActiveCampaignAdapterOptions',
  ],
  [
    'activecampaign-adapter',
    'activeCampaignToEvents',
    'activecampaign-adapter/src/webhook/options.ts',
    'ActiveCampaignToEventsOptions',
  ],
  [
    'activecampaign-adapter',
    'reconcileActiveCampaign',
    'activecampaign-adapter/src/reconcile/reconcile.ts',
    'ReconcileActiveCampaignOptions',
  ],
  [
    'activecampaign-adapter',
    'wonDeals',
    'activecampaign-adapter/src/webhook/options.ts',
    'WonDealsOptions',
  ],
  ['aws', 'createSqsSink', 'aws/src/sqs/sqs-sink-options.ts', 'SqsSinkOptions'],
  ['aws', 'createSqsConsumer', 'aws/src/sqs/consumer.ts', 'SqsConsumerOptions'],
  ['aws', 'runSqsConsumer', 'aws/src/sqs/run-sqs-consumer.ts', 'RunSqsConsumerOptions'],
  ['aws', 'redriveDeadLetters', 'aws/src/sqs/dead-letters.ts', 'RedriveOptions'],
  ['aws', 'signedSqs', 'aws/src/sqs/signed-sqs.ts', 'SignedSqsOptions'],
  ['aws', 'dynamoDbStore', 'aws/src/dynamodb/dynamodb-store.ts', 'DynamoDbStoreOptions'],
];

/** The Markdown of the page. */
export function optionsPage(): string {
  const headings = [...new Set(described.map(([heading]) => heading))];
  return [
    '# Options of every function',
    '',
    'Written from the types and their comments by `npm run docs:generate`. `–` in the column *Default* is an option that is',
    'required or has no default.',
    ...headings.flatMap((heading) => [
      '',
      `## @meta-capi/${heading}`,
      ...described.filter((row) => row[0] === heading).flatMap(sectionOf),
    ]),
    '',
  ].join('\n');
}

function sectionOf([, calls, file, type]: (typeof described)[number]): readonly string[] {
  const declared = declarationOf(join(root, 'packages', file), type);
  const bases = (declared.heritageClauses ?? []).flatMap(({ types }) =>
    types.map((base) => `\`${oneLine(base.getText())}\``),
  );
  const rows = declared.members.filter(ts.isPropertySignature).map(rowOf);
  return [
    '',
    `### ${type}`,
    '',
    `For \`${calls.split(', ').join('`, `')}\`.${bases.length > 0 ? ` Also the options of ${bases.join(', ')}.` : ''}`,
    ...(rows.length > 0 ? ['', '| Option | Type | Default | |', '|---|---|---|---|', ...rows] : []),
  ];
}

function rowOf(member: ts.PropertySignature): string {
  const name = member.name.getText();
  const type = typeTextOf(member);
  const text = ts
    .getJSDocCommentsAndTags(member)
    .filter(ts.isJSDoc)
    .map(({ comment }) => plain(ts.getTextOfJSDocComment(comment) ?? ''))
    .join(' ');
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
  const standard = tag === undefined ? '–' : plain(ts.getTextOfJSDocComment(tag.comment) ?? '');
  return `| \`${name}\` | \`${cell(type)}\` | ${code(standard)} | ${cell(text)} |`;
}

/** A value as code, a sentence as text. */
function code(standard: string): string {
  return /^(?:"[^"]*"|\d+|true|false|\[[^\]]*\])$/.test(standard)
    ? `\`${cell(standard)}\``
    : cell(standard);
}

function typeTextOf({ type }: ts.PropertySignature): string {
  const text = (type?.getText() ?? '').replace(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return oneLine(text)
    .replace(/\s*\| undefined$/, '')
    .replace(/^\| /, '');
}

function plain(text: string): string {
  return oneLine(text.replace(/\{@link (\w+)\s*\}/g, '`$1`'));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A vertical bar would end the cell. */
function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

function declarationOf(path: string, type: string): ts.InterfaceDeclaration {
  const text = readFileSync(path, 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = file.statements.find(
    (one) => ts.isInterfaceDeclaration(one) && one.name.text === type,
  );
  if (found === undefined) throw new Error(`${path} does not declare ${type}.`);
  return found as ts.InterfaceDeclaration;
}

/** The types that the page has a table for. */
export const describedTypes: ReadonlySet<string> = new Set(described.map(([, , , type]) => type));
