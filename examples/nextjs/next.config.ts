import { join } from 'node:path';
import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  // The packages of this repository are links to folders beside this one.
  turbopack: { root: join(import.meta.dirname, '../..') },
};

export default config;
