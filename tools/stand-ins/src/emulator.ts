import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

// The SDK warns on Node 20 from January 2027 on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** The folder of a tool under `tools/`, with the package installed at the first use. */
export function installedTool(tool: string, packageName: string): string {
  const folder = fileURLToPath(new URL(`../../${tool}`, import.meta.url));
  if (!existsSync(join(folder, 'node_modules', packageName))) {
    // A dependency of fauxqs requires Node 22 and runs on 20; npm passes the workspaces' setting on.
    execFileSync('npm', ['install', '--engine-strict=false'], { cwd: folder, stdio: 'ignore' });
  }
  return folder;
}

/** Starts an emulator as a separate process, and waits until it answers at the address. */
export async function startEmulatorProcess(
  args: readonly string[],
  { cwd, health }: { cwd: string; health: string },
): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { cwd, stdio: 'ignore' });
  for (let tries = 0; tries < 300; tries += 1) {
    const response = await fetch(health).catch(() => undefined);
    if (response !== undefined) return child;
    if (child.exitCode !== null) break;
    await sleep(100);
  }
  child.kill('SIGKILL');
  throw new Error(`The emulator did not start: ${args.join(' ')}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
