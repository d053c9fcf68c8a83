import { fileURLToPath } from 'node:url';
import { pieces } from './hostile-text.ts';
import { testIngressTimes } from './ingress-time.ts';

testIngressTimes(
  pieces,
  pieces,
  fileURLToPath(new URL('../../reports/ingress-times.md', import.meta.url)),
);
