export type { TokenPlace } from './access-token.ts';
export type { Fault, FaultKind, Faults } from './faults.ts';
export type { GraphError } from './graph-error.ts';
export type { ReceivedEvent, ReceivedRequest, Verdict } from './received.ts';
export type { Certainty, Finding, Severity, Source } from './rule.ts';
export { createSandbox, type Sandbox, type SandboxChange, type SandboxOptions } from './sandbox.ts';
export { type SandboxServer, type SandboxServerOptions, startSandbox } from './server.ts';
