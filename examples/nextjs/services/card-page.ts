/** Each way to pay on the stand-in's page; Stripe's own test cards have these numbers. */
// https://docs.stripe.com/testing#cards
export const ways = {
  now: 'Card 4242 4242 4242 4242, which pays',
  declined: 'Card 4000 0000 0000 0002, which is declined',
  later: 'Bank transfer, which arrives 15 seconds later',
} as const;

export type Way = keyof typeof ways;

/** The page where a buyer pays, marked as a stand-in for Stripe's. */
export function cardPage({ id, amount }: { id: string; amount: number }): string {
  const price = `€${(amount / 100).toFixed(2)}`;
  const choices = Object.entries(ways).map(
    ([way, text]) =>
      `<label><input type="radio" name="way" value="${way}"${way === 'now' ? ' checked' : ''}>${text}</label>`,
  );
  return `<!doctype html><html lang="en"><title>Pay The Mug Shop</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<style>${style}</style>
<main><p class="stand-in">This is a stand-in for Stripe’s payment page. It runs on your machine and moves no money.</p>
<h1>${price}<small>to The Mug Shop</small></h1>
<form method="post" action="/card/pay/${id}"><fieldset><legend>Pay with</legend>
${choices.join('\n')}</fieldset>
<button>Pay ${price}</button></form></main></html>`;
}

const style = `*{box-sizing:border-box}
body{margin:0;min-height:100vh;font:16px/1.5 system-ui,sans-serif;color:#1a1f36;background:#f6f8fb}
main{max-width:440px;margin:0 auto;padding:8vh 16px}
.stand-in{padding:12px 16px;color:#5c3a00;background:#fff3d6;border:1px solid #e8c36b;border-radius:8px}
h1{font-size:36px;margin:24px 0}small{display:block;font-size:16px;font-weight:400;color:#5a6376}
form{padding:24px;background:#fff;border-radius:12px;box-shadow:0 2px 12px #1a1f3618}
fieldset{display:grid;gap:12px;margin:0 0 20px;padding:0;border:0}legend{margin-bottom:8px;font-weight:600}
label{display:flex;gap:10px;align-items:baseline;padding:12px;border:1px solid #c9d0dc;border-radius:8px;cursor:pointer}
label:has(:checked){border-color:#5046e5;outline:1px solid #5046e5}
button{width:100%;padding:14px;font:inherit;font-weight:600;color:#fff;background:#5046e5;border:0;border-radius:8px;cursor:pointer}`;
