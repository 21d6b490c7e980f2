import type { Texts } from "./texts.ts";

const minutes = (count: number) => (count === 1 ? "1 minute" : `${count} minutes`);

export const en: Texts = {
  direction: "ltr",
  occasions: {
    login: {
      sms: (code, service) => `${code} is your ${service} sign-in code.`,
      subject: (service) => `Your ${service} sign-in code`,
      intro: (service) => `Enter this code to sign in to ${service}:`,
    },
    payment: {
      sms: (code, service) => `${code} is your ${service} payment code.`,
      subject: (service) => `Your ${service} payment code`,
      intro: (service) => `Enter this code to approve your payment with ${service}:`,
    },
    "verify-contact": {
      sms: (code, service) => `${code} is your ${service} confirmation code.`,
      subject: (service) => `Confirm your e-mail address for ${service}`,
      intro: (service) => `Enter this code to confirm to ${service} that this address is yours:`,
    },
    "password-reset": {
      sms: (code, service) => `${code} is your ${service} password reset code.`,
      subject: (service) => `Your ${service} password reset code`,
      intro: (service) => `Enter this code to choose a new password for ${service}:`,
    },
    operator: {
      sms: (code, service) => `${code} is your ${service} operator code.`,
      subject: (service) => `Your ${service} operator code`,
      intro: (service) => `Enter this code to act as an operator of ${service}:`,
    },
    "manage-account": {
      sms: (code, service) => `${code} is your code to change your ${service} account.`,
      subject: (service) => `Your code to change your ${service} account`,
      intro: (service) => `Enter this code to change your ${service} account, such as the devices that it is known by:`,
    },
    "contact-change": {
      sms: (code, service) => `${code} is the code for your new ${service} number.`,
      subject: (service) => `Confirm your new e-mail address for ${service}`,
      intro: (service) => `Enter this code to make this address the one of your ${service} account:`,
    },
    OTHER: {
      sms: (code, service) => `${code} is your ${service} code.`,
      subject: (service) => `Your ${service} code`,
      intro: (service) => `Enter this code at ${service}:`,
    },
    TRANSACTION: {
      sms: (code, service, transaction) => `${code} is your ${service} code to pay ${transaction}.`,
      subject: (service) => `Your ${service} approval code`,
      intro: (service) => `Enter this code at ${service} to approve exactly this payment:`,
    },
  },
  transaction: (sum, payee) => `${sum} to ${payee}`,
  amount: "Amount",
  payee: "Payee",
  valid: (count) => `The code is valid for ${minutes(count)}.`,
  smsValid: (count) => `Valid for ${minutes(count)}.`,
  warning:
    "Don't share this code with anyone. We will never ask you for it. If you didn't request it, ignore this message.",
  smsWarning: "Don't share it with anyone.",
  activation: {
    subject: (name, service) => `Activate ${name} at ${service}`,
    intro: (name, service) =>
      `${service} has registered ${name} as a client of its API for one-time passwords. For this activation code, activateApiClient tells the secret that the client signs its requests with:`,
    clientId: "Client id",
    code: "Activation code",
    valid: (until) =>
      `The code counts once, until ${until}. Use it where the client can keep its secret: nobody is told the secret again.`,
    warning: (service) =>
      `Anyone who has this code can act as the client. If you didn't expect it, don't use it, and tell ${service}.`,
  },
};
