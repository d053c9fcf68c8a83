export interface Mail {
  from: string;
  text: string;
}

/** Stands for your mail service. */
export async function sendMail(mail: Mail): Promise<void> {
  if (mail.from === 'refused@example.com') throw new Error('The mail service refused the mail.');
}
