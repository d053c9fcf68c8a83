import { type CapiEvent, generateEventId } from '@meta-capi/core';
import type { Context } from '../context.ts';
import { CommandError } from '../output.ts';
import { readEvents } from '../read-event.ts';

export interface EventFlags {
  readonly file?: string;
  readonly id?: string;
  readonly value?: string;
  readonly currency?: string;
  readonly user?: readonly string[];
  readonly custom?: readonly string[];
  readonly visitor?: readonly string[];
  readonly url?: string;
  readonly actionSource?: string;
  readonly consent?: string;
}

/** The events of `--file`, or one event of the flags. An event without a time happens now. */
export async function eventsToSend(
  name: string | undefined,
  flags: EventFlags,
  context: Context,
): Promise<readonly CapiEvent[]> {
  if (flags.file !== undefined && name !== undefined) {
    throw new CommandError(
      'usage',
      `Both an event name and --file are given.`,
      'Leave one of them out: the file holds the names of its events.',
    );
  }
  if (flags.file !== undefined) {
    const events = await readEvents(flags.file, context);
    return events.map((event) => ({ ...event, eventTime: event.eventTime ?? new Date() }));
  }
  if (name === undefined) {
    throw new CommandError(
      'usage',
      'No event is given.',
      'Write its name, as in meta-capi send Purchase --value 20 --currency EUR, or use --file.',
    );
  }
  return [eventOf(name, flags)];
}

function eventOf(eventName: string, flags: EventFlags): CapiEvent {
  const customData = {
    ...(flags.value === undefined ? {} : { value: numberOf('--value', flags.value) }),
    ...(flags.currency === undefined ? {} : { currency: flags.currency }),
    ...pairs('--custom', flags.custom),
  };
  const visitor = {
    ...(flags.url === undefined ? {} : { eventSourceUrl: flags.url }),
    ...(flags.consent === undefined ? {} : { consent: flags.consent }),
    ...pairs('--visitor', flags.visitor),
  };
  const event = {
    eventName,
    eventId: flags.id ?? generateEventId(),
    eventTime: new Date(),
    actionSource: flags.actionSource ?? (flags.url === undefined ? 'system_generated' : 'website'),
    userData: pairs('--user', flags.user),
    visitor,
    customData,
  };
  // The client checks every field, and reports what is wrong with it.
  return event as unknown as CapiEvent;
}

function numberOf(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new CommandError(
    'usage',
    `${flag} must be a number, not '${text}'.`,
    `Write for example ${flag} 20 or ${flag} 19.99.`,
  );
}

/** `["a=1", "b=2"]` as an object. */
function pairs(flag: string, given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=');
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
      throw new CommandError(
        'usage',
        `${flag} must be key=value.`,
        `Write for example ${flag} ${flag === '--user' ? 'externalId=42' : 'content_name=Cup'}.`,
      );
    }),
  );
}
