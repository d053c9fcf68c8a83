import { pieces } from './hostile-text.ts';
import { testIngressTimes } from './ingress-time.ts';

testIngressTimes(pieces);
