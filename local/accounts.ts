/** The people who can sign in from the first start. */
export const ACCOUNTS = [
  { email: "user@example.com", phone: "+12025550123", groups: [] },
  { email: "admin@example.com", phone: "+12025550124", groups: ["admin"] },
];

export const PASSWORD = "Passw0rd!local";
