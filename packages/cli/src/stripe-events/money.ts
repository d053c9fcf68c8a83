/** Sums by currency, without the errors of binary fractions. */
export type Sums = Readonly<Record<string, number>>;

interface Amount {
  readonly value?: number | undefined;
  readonly currency?: string | undefined;
}

export function sumByCurrency(amounts: readonly Amount[]): Sums {
  // No currency of Stripe has more than three decimals.
  const thousandths = new Map<string, number>();
  for (const { value, currency } of amounts) {
    if (value === undefined || currency === undefined) continue;
    thousandths.set(currency, (thousandths.get(currency) ?? 0) + Math.round(value * 1000));
  }
  const entries = [...thousandths].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([currency, sum]) => [currency, sum / 1000]));
}

/** `1,234.50 EUR`; empty without a value. */
export function moneyText({ value, currency }: Amount): string {
  if (value === undefined) return '';
  const minimumFractionDigits = Number.isInteger(value) ? 0 : 2;
  const digits = { minimumFractionDigits, maximumFractionDigits: 3 };
  return `${value.toLocaleString('en-GB', digits)} ${currency ?? ''}`.trimEnd();
}

/** `1,234.50 EUR + 99 USD`. */
export function sumsText(sums: Sums): string {
  return Object.entries(sums)
    .map(([currency, value]) => moneyText({ value, currency }))
    .join(' + ');
}
