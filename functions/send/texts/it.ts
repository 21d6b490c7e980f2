import type { Texts } from "./texts.ts";

const minutes = (count: number) => (count === 1 ? "1 minuto" : `${count} minuti`);

/** In SMS the apostrophe is ASCII's: GSM's alphabet has Italian's accents, but not the typographic apostrophe. */
export const it: Texts = {
  direction: "ltr",
  occasions: {
    login: {
      sms: (code, service) => `${code} è il tuo codice di accesso a ${service}.`,
      subject: (service) => `Il tuo codice di accesso a ${service}`,
      intro: (service) => `Inserisci questo codice per accedere a ${service}:`,
    },
    payment: {
      sms: (code, service) => `${code} è il tuo codice di pagamento ${service}.`,
      subject: (service) => `Il tuo codice di pagamento ${service}`,
      intro: (service) => `Inserisci questo codice per approvare il pagamento con ${service}:`,
    },
    "verify-contact": {
      sms: (code, service) => `${code} è il tuo codice di conferma ${service}.`,
      subject: (service) => `Conferma il tuo indirizzo e-mail per ${service}`,
      intro: (service) => `Inserisci questo codice per confermare a ${service} che questo indirizzo è tuo:`,
    },
    "password-reset": {
      sms: (code, service) => `${code} è il tuo codice per cambiare la password di ${service}.`,
      subject: (service) => `Il tuo codice per cambiare la password di ${service}`,
      intro: (service) => `Inserisci questo codice per scegliere una nuova password di ${service}:`,
    },
    operator: {
      sms: (code, service) => `${code} è il tuo codice operatore ${service}.`,
      subject: (service) => `Il tuo codice operatore ${service}`,
      intro: (service) => `Inserisci questo codice per agire come operatore di ${service}:`,
    },
    "manage-account": {
      sms: (code, service) => `${code} è il tuo codice per modificare l'account ${service}.`,
      subject: (service) => `Il tuo codice per modificare l’account ${service}`,
      intro: (service) =>
        `Inserisci questo codice per modificare il tuo account ${service}, per esempio i dispositivi ricordati:`,
    },
    "contact-change": {
      sms: (code, service) => `${code} è il codice per il tuo nuovo numero ${service}.`,
      subject: (service) => `Conferma il tuo nuovo indirizzo e-mail per ${service}`,
      intro: (service) => `Inserisci questo codice perché questo indirizzo diventi quello del tuo account ${service}:`,
    },
    OTHER: {
      sms: (code, service) => `${code} è il tuo codice ${service}.`,
      subject: (service) => `Il tuo codice ${service}`,
      intro: (service) => `Inserisci questo codice su ${service}:`,
    },
    TRANSACTION: {
      sms: (code, service, transaction) => `${code} è il tuo codice ${service} per pagare ${transaction}.`,
      subject: (service) => `Il tuo codice di approvazione ${service}`,
      intro: (service) => `Inserisci questo codice su ${service} per approvare esattamente questo pagamento:`,
    },
  },
  transaction: (sum, payee) => `${sum} a ${payee}`,
  amount: "Importo",
  payee: "Beneficiario",
  valid: (count) => `Il codice è valido per ${minutes(count)}.`,
  smsValid: (count) => `Valido ${minutes(count)}.`,
  warning:
    "Non condividere questo codice con nessuno. Non te lo chiederemo mai. Se non l’hai richiesto, ignora questo messaggio.",
  smsWarning: "Non condividerlo mai.",
  activation: {
    subject: (name, service) => `Attiva ${name} su ${service}`,
    intro: (name, service) =>
      `${service} ha registrato ${name} come client della sua API per password monouso. In cambio di questo codice di attivazione, activateApiClient comunica il segreto con cui il client firma le sue richieste:`,
    clientId: "Identificativo del client",
    code: "Codice di attivazione",
    valid: (until) =>
      `Il codice vale una sola volta, fino al ${until}. Usalo dove il client può conservare il suo segreto: non verrà più mostrato.`,
    warning: (service) =>
      `Chiunque abbia questo codice può agire come il client. Se non te lo aspettavi, non usarlo e avvisa ${service}.`,
  },
};
