import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDynamoDbStore } from '@meta-capi/aws/dynamodb';
import type { OnceStore } from '@meta-capi/core';
import { onceKey } from '@meta-capi/core/adapter';
import { awsFailure, createDynamoDbClient } from '../aws-clients.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../output.ts';

/**
 * The store that `--store` names: `dynamodb:TABLE`, or a module whose default export has `get`.
 *
 * @throws CommandError if it cannot be loaded
 */
export async function openStore(name: string, env: Context['env']): Promise<OnceStore> {
  const [, tableName] = /^dynamodb:(.+)$/.exec(name) ?? [];
  if (tableName !== undefined) {
    return createDynamoDbStore({ client: await createDynamoDbClient(env), tableName });
  }
  const store: unknown = await import(pathToFileURL(resolve(name)).href).then(
    (module: { default?: unknown }) => module.default,
    () => undefined,
  );
  if (typeof Object(store).get === 'function') return store as OnceStore;
  throw new CommandError(
    'usage',
    '--store is neither dynamodb:TABLE nor a module with a store.',
    'Give a JavaScript file whose default export is the store that you give to onlyOnce.',
  );
}

/** Whether the store remembers events as sent. A store that fails is an error, and not "missing". */
export function sentIn(
  store: OnceStore,
  scope: string,
): (eventName: string, eventId: string) => Promise<boolean> {
  return async (eventName, eventId) => {
    try {
      return (await store.get(onceKey(scope, eventName, eventId))) === 'sent';
    } catch (error) {
      // The store's own check of the table name.
      if (error instanceof TypeError && error.message.startsWith('tableName: ')) {
        throw new CommandError('usage', `--store: ${error.message}`, 'Give dynamodb:TABLE.');
      }
      throw awsFailure(error, '--store');
    }
  };
}
