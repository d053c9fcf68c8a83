/** The options of `doctor`. */
export interface DoctorFlags {
  readonly production?: true;
  readonly apiVersion?: string;
  readonly site?: string;
  readonly purchaseSource: 'checkout' | 'invoice' | 'payment_intent';
  readonly renewals: string;
  readonly webhookUrl?: string;
  readonly userPool?: string;
  readonly function?: string;
  readonly tokenParameter?: string;
}
