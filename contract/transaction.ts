/** What the payer reads in the message, and what the code is bound to. */
export interface Transaction {
  amount: string;
  currency: string;
  payee: string;
}
