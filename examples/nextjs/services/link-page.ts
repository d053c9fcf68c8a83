const head =
  '<!doctype html><html lang="en"><title>Payment Link</title><link rel="icon" href="data:,">';

/** The page of the shop's Payment Link. */
export const linkPage = `${head}<h1>Gift card</h1><form method="post"><button>Pay €25.00</button></form></html>`;

export const thanksPage = `${head}<h1>Thanks for your payment</h1></html>`;
