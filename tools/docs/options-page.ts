import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

// docs/reference/options.md is written from the types and their comments: `npm run docs:generate`.

const root = join(import.meta.dirname, '../..');

/** What a reader calls, in which package, and the interface of its options. */
const described: readonly (readonly [folder: string, calls: string, type: string])[] = [
  ['core', 'createCapiClient, checkConfig', 'CapiConfig'],
  ['core', 'prepareEvent, explain', 'PrepareConfig'],
  ['core', 'sendEvents, deliver, send…Event', 'SendOptions'],
  ['core', 'close', 'CloseOptions'],
  ['core', 'visitorFromRequest', 'VisitorFromRequestOptions'],
  ['core', 'visitorCookies', 'VisitorCookieOptions'],
  ['core', 'consentCookies', 'SetCookieOptions'],
  ['core', 'packVisitor', 'PackVisitorOptions'],
  ['core', 'onlyOnce', 'OnlyOnceOptions'],
  ['core', 'createWebhookHandler', 'WebhookHandlerOptions'],
  ['core', 'createRelayHandler', 'RelayHandlerOptions'],
  ['core', 'runBackfill', 'RunBackfillOptions'],
  ['core', 'readBody', 'ReadBodyOptions'],
  ['core', 'axeptio', 'AxeptioOptions'],
  ['core', 'c15t', 'C15tOptions'],
  ['core', 'klaro', 'KlaroOptions'],
  ['core', 'vanillaCookieConsent', 'VanillaCookieConsentOptions'],
  ['pixel', 'initPixel, pixelBaseCode, MetaPixel', 'PixelOptions'],
  ['pixel', 'trackPixelEvent', 'TrackOptions'],
  ['pixel', 'followConsent', 'FollowConsentOptions'],
  ['stripe-adapter', 'stripeAdapter', 'StripeAdapterOptions'],
  ['stripe-adapter', 'stripeToEvents', 'StripeToEventsOptions'],
  ['stripe-adapter', 'stripeConnectHandler', 'StripeConnectHandlerOptions'],
  ['stripe-adapter', 'stripeEventBridgeHandler', 'StripeEventBridgeOptions'],
  ['stripe-adapter', 'backfillStripe', 'BackfillOptions'],
  ['cognito-trigger', 'createPostConfirmationHandler', 'PostConfirmationHandlerOptions'],
  ['cognito-trigger', 'cognitoToEvents', 'CognitoToEventsOptions'],
  ['cognito-trigger', 'all of them', 'RegistrationOptions'],
  ['cognito-trigger', 'pages', 'VisitorPageOptions'],
  ['cognito-trigger', 'backfillCognito', 'BackfillCognitoOptions'],
  ['activecampaign-adapter', 'activeCampaignAdapter', 'ActiveCampaignAdapterOptions'],
  ['activecampaign-adapter', 'activeCampaignToEvents', 'ActiveCampaignToEventsOptions'],
  ['activecampaign-adapter', 'reconcileActiveCampaign', 'ReconcileActiveCampaignOptions'],
  ['activecampaign-adapter', 'wonDeals', 'WonDealsOptions'],
  ['aws', 'createSqsSink', 'SqsSinkOptions'],
  ['aws', 'createSqsConsumer', 'SqsConsumerOptions'],
  ['aws', 'runSqsConsumer', 'RunSqsConsumerOptions'],
  ['aws', 'redriveDeadLetters', 'RedriveOptions'],
  ['aws', 'signedSqs', 'SignedSqsOptions'],
  ['aws', 'createDynamoDbStore', 'DynamoDbStoreOptions'],
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

function sectionOf([folder, calls, type]: (typeof described)[number]): readonly string[] {
  const declared = declarationOf(folder, type);
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

function declarationOf(folder: string, type: string): ts.InterfaceDeclaration {
  const source = join(root, 'packages', folder, 'src');
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const text = readFileSync(join(source, path), 'utf8');
    if (!text.includes(`export interface ${type}`)) continue;
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const found = file.statements.filter(ts.isInterfaceDeclaration);
    const declared = found.find(({ name }) => name.text === type);
    if (declared !== undefined) return declared;
  }
  throw new Error(`packages/${folder}/src does not declare ${type}.`);
}

/** The types that the page has a table for. */
export const describedTypes: ReadonlySet<string> = new Set(described.map(([, , type]) => type));
