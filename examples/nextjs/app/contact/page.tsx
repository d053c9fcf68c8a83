import { SubmitForm } from '../../components/submit-form.tsx';

export default function Contact() {
  return (
    <section className="card">
      <h1>Write to us</h1>
      <SubmitForm
        action="/api/contact"
        eventName="Lead"
        customData={{ content_name: 'contact' }}
        button="Send"
        thanks="Thank you, we will answer within a day."
      >
        <label>
          Name
          <input name="name" autoComplete="given-name" required />
        </label>
        <label>
          E-mail
          <input name="email" type="email" autoComplete="email" required />
        </label>
        <label>
          Message
          <textarea name="message" rows={4} required />
        </label>
      </SubmitForm>
    </section>
  );
}
