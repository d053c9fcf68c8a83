import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { userDataKeys } from '../../packages/core/src/prepare/user-data/keys.ts';
import { visitorKeyList } from '../../packages/core/src/visitor/keys.ts';

// docs/reference/what-is-sent.md is written from the tables in core and from the packages' READMEs:
// `npm run docs:generate`.

const root = join(import.meta.dirname, '../..');

/** The Markdown of the page. */
export function whatIsSentPage(): string {
  return [
    '# What is sent: source field → Meta key',
    '',
    'Nothing else leaves your server. `explain(event, config)` shows for one event what happens to each field. The rules of',
    'each value are in [How values are normalised](../normalising.md). Written by `npm run docs:generate`.',
    '',
    '## Your own events',
    '',
    '| You give | Meta receives | How |',
    '|---|---|---|',
    '| `eventName`, `eventId`, `actionSource`, `optOut` | `event_name`, `event_id`, `action_source`, `opt_out` | unchanged |',
    '| `eventTime` | `event_time` | as Unix seconds |',
    ...Object.entries(userDataKeys).map(
      ([name, { wire, hashed, says }]) =>
        `| \`userData.${name}\` | \`user_data.${wire}\` | ${hashed ? `${says}, then SHA-256` : says} |`,
    ),
    ...visitorKeyList.map(
      ({ name, wireName, isUserData, sentAs }) =>
        `| \`visitor.${name}\` | \`${isUserData ? 'user_data.' : ''}${wireName}\` | ${sentAs} |`,
    ),
    '| `visitor.consent` | – | decides whether the event is sent |',
    '| `customData` | `custom_data` | [in the form that Meta documents](../normalising.md#customdata) |',
    '| `dataProcessingOptions…` | `data_processing_options…` | also set by the consent `"limited"` |',
    '| `originalEventData`, `messagingChannel` | `original_event_data`, `messaging_channel` | checked |',
    '| the client’s `testEventCode` | `test_event_code` | beside the events |',
    ...sectionOf('Stripe', 'stripe-adapter'),
    ...sectionOf('Cognito', 'cognito-trigger'),
    ...sectionOf('ActiveCampaign', 'activecampaign-adapter'),
    ...sectionOf('The Pixel', 'pixel'),
    '',
  ].join('\n');
}

/** The section "What is sent" of a package's README. */
function sectionOf(title: string, folder: string): readonly string[] {
  const readme = readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8');
  const section = /^## What is sent\n([\s\S]*?)(?=^## )/m.exec(readme)?.[1];
  if (section === undefined) throw new Error(`packages/${folder}/README.md has no "What is sent".`);
  const links = section
    .trim()
    .replaceAll('](../../docs/', '](../')
    .replaceAll('](#', `](../../packages/${folder}/README.md#`);
  return ['', `## ${title}`, '', links];
}
