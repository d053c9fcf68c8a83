export {
  createDynamoDbStore,
  type DynamoDbClient,
  type DynamoDbStore,
  type DynamoDbStoreOptions,
} from './dynamodb-store.ts';
