import { SubmitForm } from '../../components/submit-form.tsx';

export default function SignUp() {
  return (
    <section className="card">
      <h1>Open an account</h1>
      <SubmitForm
        action="/api/sign-up"
        eventName="CompleteRegistration"
        customData={{ content_name: 'account' }}
        button="Sign up"
        thanks="Welcome to The Mug Shop."
      >
        <label>
          E-mail
          <input name="email" type="email" autoComplete="email" required />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={8}
            required
          />
        </label>
      </SubmitForm>
    </section>
  );
}
