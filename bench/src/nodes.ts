import { fileURLToPath } from 'node:url';

/** The Node that runs this, and those that AWS Lambda runs. */
export function nodes(): Record<string, string> {
  const local = (name: string) =>
    fileURLToPath(new URL(`../../tools/runtimes/node_modules/${name}/bin/node`, import.meta.url));
  return { [process.version]: process.execPath, v22: local('node-22'), v24: local('node-24') };
}
