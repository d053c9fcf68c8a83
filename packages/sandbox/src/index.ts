export type { ExpectedEvent } from './expect-event.ts';
export type { Fault, FaultKind, Faults } from './http/faults.ts';
export { type SandboxServer, type SandboxServerOptions, startSandbox } from './http/server.ts';
export type { ReceivedEvent, ReceivedRequest, Verdict } from './journal/received.ts';
export type { TokenPlace } from './judge/access-token.ts';
export type { GraphError } from './judge/graph-error.ts';
export type { Certainty, Finding, Severity, Source } from './judge/rule.ts';
export { createSandbox, type Sandbox, type SandboxChange, type SandboxOptions } from './sandbox.ts';
