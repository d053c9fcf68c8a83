export { generateEventId } from './event/generate-event-id.ts';
export { hashId } from './hash/hash-id.ts';
