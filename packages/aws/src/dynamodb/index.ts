export {
  createDynamoDbStore,
  type DynamoDbClient,
  type DynamoDbStoreOptions,
} from './dynamodb-store.ts';
