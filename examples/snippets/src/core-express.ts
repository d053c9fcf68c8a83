import { toNodeHandler } from '@meta-capi/core';
import express, { type Express } from 'express';
import { contact } from './form-contact.ts';
import { sink } from './form-sink.ts';

export const app: Express = express();
// Before the body parsers: the route reads the body itself.
app.post(
  '/api/contact',
  toNodeHandler((request) => contact(request, sink)),
);
app.use(express.json());
