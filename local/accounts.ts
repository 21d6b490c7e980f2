/** The people who can sign in from the first start. */
export const ACCOUNTS: { email: string; phone: string; groups: string[] }[] = [
  { email: "user@example.com", phone: "+12025550123", groups: [] },
  { email: "admin@example.com", phone: "+12025550124", groups: ["admin"] },
];

/** Whether an account is an operator's. Operators sign in through an app client of their own. */
export const isOperator = (email: string) =>
  ACCOUNTS.some((account) => account.email === email && account.groups.includes("admin"));

export const PASSWORD = "Passw0rd!local";
