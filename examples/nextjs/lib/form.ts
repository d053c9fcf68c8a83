/** The form of a request. What is no form counts as an empty one, whose fields are `missing`. */
export function formOf(request: Request): Promise<FormData> {
  return request.formData().catch(() => new FormData());
}

/** The text of a field, without the blanks around it. */
export function textOf(form: FormData, field: string): string {
  const value = form.get(field);
  return typeof value === 'string' ? value.trim() : '';
}

/** The fields that nothing can be done without, by name. */
export function missing(form: FormData, ...fields: string[]): Response | undefined {
  const field = fields.find((each) => textOf(form, each) === '');
  return field === undefined
    ? undefined
    : Response.json({ error: `Please fill in: ${field}.` }, { status: 400 });
}

/**
 * The id of the conversion. The page makes it when it shows the form, so a second click and a second
 * try send the same one; who sends none, or something else, gets a new one.
 */
export function eventIdOf(form: FormData): string {
  const given = textOf(form, 'submission');
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(given) ? given : crypto.randomUUID();
}
