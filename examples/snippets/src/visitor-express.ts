import { toNodeHandler } from '@meta-capi/core';
import express, { type Express } from 'express';
import { POST } from './contact-route.ts';

export const app: Express = express();
// Before the body parsers: the route reads the body itself.
app.post('/api/contact', toNodeHandler(POST));
app.use(express.json());
