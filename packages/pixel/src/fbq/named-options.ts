import type { AdvancedMatching, PageOptions } from './options.ts';

/**
 * The options alone, copied by name. They are written into a page, which everybody may read, and the
 * object that holds them may hold a token too: `{ ...configFromEnv(process.env), … }`.
 */
export function namedOptions(given: PageOptions): PageOptions {
  const { advancedMatching } = given;
  return {
    ...copied<keyof typeof optionNames>(given, optionNames),
    ...(advancedMatching && { advancedMatching: copied(advancedMatching, matchingNames) }),
  } as PageOptions;
}

function copied<Name extends string>(
  from: Readonly<Partial<Record<Name, unknown>>>,
  names: Readonly<Record<Name, true>>,
): Record<string, unknown> {
  const given = (Object.keys(names) as Name[]).filter((name) => from[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, from[name]]));
}

// The compiler asks for a line for every option that is added.
const optionNames: Readonly<Record<Exclude<keyof PageOptions, 'advancedMatching'>, true>> = {
  pixelId: true,
  whenConsentUnknown: true,
  consent: true,
  nonce: true,
  dataProcessingOptionsCountry: true,
  dataProcessingOptionsState: true,
  libraryUrl: true,
};

const matchingNames: Readonly<Record<keyof AdvancedMatching, true>> = {
  country: true,
  ct: true,
  db: true,
  em: true,
  external_id: true,
  fn: true,
  ge: true,
  ln: true,
  ph: true,
  st: true,
  zp: true,
};
