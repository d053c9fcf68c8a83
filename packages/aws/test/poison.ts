import { writeRecord } from '../src/sqs/record.ts';
import { pixelId, record } from './events.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Message bodies that must be moved to the dead-letter queue as `unreadable`, each with its defect. */
export function poisonBodies(): readonly (readonly [string, string])[] {
  const good = JSON.parse(writeRecord(record('poison'))) as Fields & {
    event: { wire: Fields & { user_data: Fields } };
  };
  const { wire } = good.event;
  const text = JSON.stringify(good);
  // JSON.stringify leaves out members that are `undefined`.
  const withRecord = (fields: Fields): string => JSON.stringify({ ...good, ...fields });
  const withWire = (fields: Fields): string =>
    withRecord({ event: { wire: { ...wire, ...fields } } });
  const withUserData = (fields: Fields): string =>
    withWire({ user_data: { ...wire.user_data, ...fields } });
  return [
    ['a space', ' '],
    ['text', 'kim@example.com'],
    ['a number', '42'],
    ['a string', '"{}"'],
    ['true', 'true'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['an empty list', '[]'],
    ['a list of records', `[${text}]`],
    ['half a record', text.slice(0, 100)],
    ['two records', text.repeat(2)],
    ['XML', '<event id="1"/>'],
    ['base64', Buffer.from(text).toString('base64')],
    ['an SNS envelope', JSON.stringify({ Type: 'Notification', Message: text })],
    ['an EventBridge event', JSON.stringify({ source: 'aws.events', detail: good })],
    ['a test event of S3', JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' })],
    ['a byte order mark', `\ufeff${text}`],
    ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    [
      'deep nesting in an event',
      `{"v":1,"pixelId":"${pixelId}","event":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`,
    ],
    ['the largest message', 'x'.repeat(1_048_576)],
    ['__proto__ as the record', '{"__proto__":{"v":1}}'],
    ['no version', withRecord({ v: undefined })],
    ['version 0', withRecord({ v: 0 })],
    ['version 2', withRecord({ v: 2 })],
    ['version "1"', withRecord({ v: '1' })],
    ['no pixel id', withRecord({ pixelId: undefined })],
    ['a pixel id that is a number', withRecord({ pixelId: 1234567890 })],
    ['a pixel id that is a path', withRecord({ pixelId: '123/../../me' })],
    ['a pixel id with a newline', withRecord({ pixelId: `${pixelId}\n` })],
    ['no event', withRecord({ event: undefined })],
    ['an event that is null', withRecord({ event: null })],
    ['an event that is a list', withRecord({ event: [] })],
    ['no wire', withRecord({ event: {} })],
    ['no event name', withWire({ event_name: undefined })],
    ['no event id', withWire({ event_id: undefined })],
    ['no event time', withWire({ event_time: undefined })],
    ['an event time that is text', withWire({ event_time: 'now' })],
    ['an unhashed e-mail', withUserData({ em: ['kim@example.com'] })],
    ['an unhashed phone', withUserData({ ph: ['306912345678'] })],
    ['an unhashed name', withUserData({ fn: ['kim'] })],
    ['user data that is null', withWire({ user_data: null })],
    ['an unknown wire field', withWire({ email: 'kim@example.com' })],
  ];
}
