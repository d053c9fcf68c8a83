import { testIngressTimes } from './ingress-time.ts';

// A few pieces here, all of them in ingress-time.slow.test.ts.
testIngressTimes(['/', ' ', ';', '%25', 'a@b', '[0]', 'a=b&'], ['a=b;']);
