import type { Certainty, Source } from './rule.ts';

/** A page below Meta's Conversions API documentation. */
export function capiPage(page: string, certainty: Certainty = 'documented'): Source {
  return {
    url: `https://developers.facebook.com/documentation/ads-commerce/conversions-api/${page}`,
    certainty,
  };
}

/** A page below Meta's Marketing API documentation. */
export function marketingPage(page: string, certainty: Certainty = 'documented'): Source {
  return {
    url: `https://developers.facebook.com/documentation/ads-commerce/marketing-api/${page}`,
    certainty,
  };
}

/** Meta's reference of the standard events and their properties. */
export const standardEventReference: Source = {
  url: 'https://developers.facebook.com/documentation/meta-pixel/reference',
  certainty: 'documented',
};

/** Meta's guide to the Graph API's errors. */
export const graphErrors: Source = {
  url: 'https://developers.facebook.com/docs/graph-api/guides/error-handling',
  certainty: 'documented',
};
