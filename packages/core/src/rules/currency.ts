/** Is this a code of ISO 4217? By the platform's own list; by its letters alone where it has none. */
export function isCurrency(value: string): boolean {
  currencies ??= new Set(Intl.supportedValuesOf?.('currency') ?? []);
  return currencies.size === 0 ? /^[a-z]{3}$/i.test(value) : currencies.has(value.toUpperCase());
}

// Asked for once, by the first event with a currency.
let currencies: ReadonlySet<string> | undefined;
