import type { Texts } from "./texts.ts";

const minutes = (count: number) => (count === 1 ? "1 minuto" : `${count} minutos`);

/** Brazilian Portuguese. The ó of `código` is not in GSM's alphabet: one SMS has 70 characters, so its sentences are short. */
export const pt: Texts = {
  direction: "ltr",
  occasions: {
    login: {
      sms: (code, service) => `${code} é seu código de acesso: ${service}.`,
      subject: (service) => `Seu código de acesso: ${service}`,
      intro: (service) => `Digite este código para entrar em ${service}:`,
    },
    payment: {
      sms: (code, service) => `${code} é seu código de pagamento: ${service}.`,
      subject: (service) => `Seu código de pagamento: ${service}`,
      intro: (service) => `Digite este código para aprovar seu pagamento com ${service}:`,
    },
    "verify-contact": {
      sms: (code, service) => `${code} confirma seu número: código ${service}.`,
      subject: (service) => `Confirme seu e-mail em ${service}`,
      intro: (service) => `Digite este código para confirmar a ${service} que este endereço é seu:`,
    },
    "password-reset": {
      sms: (code, service) => `${code} é seu código de nova senha: ${service}.`,
      subject: (service) => `Seu código para trocar a senha: ${service}`,
      intro: (service) => `Digite este código para escolher uma nova senha em ${service}:`,
    },
    operator: {
      sms: (code, service) => `${code} é seu código de operador: ${service}.`,
      subject: (service) => `Seu código de operador: ${service}`,
      intro: (service) => `Digite este código para agir como operador de ${service}:`,
    },
    "manage-account": {
      sms: (code, service) => `${code} é o código da sua conta: ${service}.`,
      subject: (service) => `Seu código para alterar sua conta: ${service}`,
      intro: (service) => `Digite este código para alterar sua conta em ${service}, como os dispositivos lembrados:`,
    },
    "contact-change": {
      sms: (code, service) => `${code} é o código do seu novo número: ${service}.`,
      subject: (service) => `Confirme seu novo e-mail em ${service}`,
      intro: (service) => `Digite este código para que este endereço passe a ser o da sua conta em ${service}:`,
    },
    OTHER: {
      sms: (code, service) => `${code} é seu código: ${service}.`,
      subject: (service) => `Seu código: ${service}`,
      intro: (service) => `Digite este código em ${service}:`,
    },
    TRANSACTION: {
      sms: (code, service, transaction) => `${code} é o código para pagar ${transaction} (${service}).`,
      subject: (service) => `Seu código de aprovação: ${service}`,
      intro: (service) => `Digite este código em ${service} para aprovar exatamente este pagamento:`,
    },
  },
  transaction: (sum, payee) => `${sum} a ${payee}`,
  amount: "Valor",
  payee: "Recebedor",
  valid: (count) => `O código vale por ${minutes(count)}.`,
  smsValid: (count) => `Vale ${count} min.`,
  warning:
    "Não compartilhe este código com ninguém. Nunca vamos pedi-lo a você. Se você não o pediu, ignore esta mensagem.",
  smsWarning: "Não compartilhe.",
  activation: {
    subject: (name, service) => `Ativar ${name} em ${service}`,
    intro: (name, service) =>
      `${service} registrou ${name} como cliente da sua API de senhas de uso único. Em troca deste código de ativação, activateApiClient informa o segredo com que o cliente assina suas requisições:`,
    clientId: "Identificador do cliente",
    code: "Código de ativação",
    valid: (until) =>
      `O código vale uma única vez, até ${until}. Use-o onde o cliente possa guardar seu segredo: ele não será mostrado de novo.`,
    warning: (service) =>
      `Quem tiver este código pode agir como o cliente. Se você não o esperava, não o use e avise ${service}.`,
  },
};
