import { fileURLToPath } from 'node:url';
import { pieces } from './hostile-text.ts';
import { testIngressTimes } from './ingress-time.ts';

testIngressTimes(
  pieces,
  // Readers that several ingresses share: every sixth piece, because a cookie header of one piece is
  // read by twelve tools.
  pieces.filter((_, index) => index % 6 === 0),
  fileURLToPath(new URL('../../reports/ingress-times.md', import.meta.url)),
);
