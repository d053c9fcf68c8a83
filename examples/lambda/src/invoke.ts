import { readFile } from 'node:fs/promises';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { handler } from './handler.ts';

// Runs the function once, as Lambda does: npm run invoke -- events/registration.json
const [path = 'events/registration.json'] = process.argv.slice(2);
const event = JSON.parse(await readFile(path, 'utf8')) as PostConfirmationTriggerEvent;
const deadline = Date.now() + 5000;
const answer = await handler(event, { getRemainingTimeInMillis: () => deadline - Date.now() });
console.log(JSON.stringify(answer, undefined, 2));
