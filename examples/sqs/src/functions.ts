import { buildZip } from '../../lambda/src/zip.ts';

const source = (name: string) => () =>
  buildZip('cjs', {
    entryPoint: new URL(`${name}.ts`, import.meta.url).pathname,
    external: ['@aws-sdk/*'],
  });

/** Builds the zip of each function of template.yaml. */
export const functions = {
  activecampaign: source('activecampaign'),
  cognito: source('cognito'),
  consumer: source('consumer'),
  stripe: source('stripe'),
};
