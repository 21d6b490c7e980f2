import type { Texts } from "./texts.ts";

const minutes = (count: number) => (count === 1 ? "1 minute" : `${count} minutes`);

/** In SMS the apostrophe is ASCII's, and no letter has a circumflex or a cedilla: GSM's alphabet lacks them. */
export const fr: Texts = {
  direction: "ltr",
  occasions: {
    login: {
      sms: (code, service) => `${code} est votre code de connexion ${service}.`,
      subject: (service) => `Votre code de connexion ${service}`,
      intro: (service) => `Saisissez ce code pour vous connecter à ${service} :`,
    },
    payment: {
      sms: (code, service) => `${code} est votre code de paiement ${service}.`,
      subject: (service) => `Votre code de paiement ${service}`,
      intro: (service) => `Saisissez ce code pour approuver votre paiement avec ${service} :`,
    },
    "verify-contact": {
      sms: (code, service) => `${code} est votre code de confirmation ${service}.`,
      subject: (service) => `Confirmez votre adresse e-mail pour ${service}`,
      intro: (service) => `Saisissez ce code pour confirmer à ${service} que cette adresse est la vôtre :`,
    },
    "password-reset": {
      sms: (code, service) => `${code} est votre code pour changer de mot de passe ${service}.`,
      subject: (service) => `Votre code pour changer de mot de passe ${service}`,
      intro: (service) => `Saisissez ce code pour choisir un nouveau mot de passe ${service} :`,
    },
    operator: {
      sms: (code, service) => `${code} est votre code d'opérateur ${service}.`,
      subject: (service) => `Votre code d’opérateur ${service}`,
      intro: (service) => `Saisissez ce code pour agir en tant qu’opérateur de ${service} :`,
    },
    "manage-account": {
      sms: (code, service) => `${code} est votre code pour modifier votre compte ${service}.`,
      subject: (service) => `Votre code pour modifier votre compte ${service}`,
      intro: (service) =>
        `Saisissez ce code pour modifier votre compte ${service}, par exemple les appareils mémorisés :`,
    },
    "contact-change": {
      sms: (code, service) => `${code} est le code de votre nouveau numéro ${service}.`,
      subject: (service) => `Confirmez votre nouvelle adresse e-mail pour ${service}`,
      intro: (service) => `Saisissez ce code pour que cette adresse devienne celle de votre compte ${service} :`,
    },
    OTHER: {
      sms: (code, service) => `${code} est votre code ${service}.`,
      subject: (service) => `Votre code ${service}`,
      intro: (service) => `Saisissez ce code sur ${service} :`,
    },
    TRANSACTION: {
      sms: (code, service, transaction) => `${code} est votre code ${service} pour payer ${transaction}.`,
      subject: (service) => `Votre code d’approbation ${service}`,
      intro: (service) => `Saisissez ce code sur ${service} pour approuver exactement ce paiement :`,
    },
  },
  transaction: (sum, payee) => `${sum} à ${payee}`,
  amount: "Montant",
  payee: "Bénéficiaire",
  valid: (count) => `Le code est valable ${minutes(count)}.`,
  smsValid: (count) => `Valable ${minutes(count)}.`,
  warning:
    "Ne communiquez ce code à personne. Nous ne vous le demanderons jamais. Si vous ne l’avez pas demandé, ignorez ce message.",
  smsWarning: "Ne le partagez jamais.",
  activation: {
    subject: (name, service) => `Activer ${name} sur ${service}`,
    intro: (name, service) =>
      `${service} a enregistré ${name} comme client de son API de mots de passe à usage unique. En échange de ce code d’activation, activateApiClient donne le secret avec lequel le client signe ses requêtes :`,
    clientId: "Identifiant du client",
    code: "Code d’activation",
    valid: (until) =>
      `Le code sert une seule fois, jusqu’au ${until}. Utilisez-le là où le client peut garder son secret : il ne sera plus jamais affiché.`,
    warning: (service) =>
      `Quiconque possède ce code peut agir au nom du client. Si vous ne l’attendiez pas, ne l’utilisez pas et prévenez ${service}.`,
  },
};
