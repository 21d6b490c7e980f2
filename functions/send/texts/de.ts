import type { Texts } from "./texts.ts";

const minutes = (count: number) => (count === 1 ? "1 Minute" : `${count} Minuten`);

export const de: Texts = {
  direction: "ltr",
  occasions: {
    login: {
      sms: (code, service) => `${code} ist Ihr Code für die Anmeldung bei ${service}.`,
      subject: (service) => `Ihr Anmeldecode für ${service}`,
      intro: (service) => `Geben Sie diesen Code ein, um sich bei ${service} anzumelden:`,
    },
    payment: {
      sms: (code, service) => `${code} ist Ihr Code für die Zahlung bei ${service}.`,
      subject: (service) => `Ihr Zahlungscode für ${service}`,
      intro: (service) => `Geben Sie diesen Code ein, um Ihre Zahlung bei ${service} freizugeben:`,
    },
    "verify-contact": {
      sms: (code, service) => `${code} ist Ihr Code zur Bestätigung bei ${service}.`,
      subject: (service) => `Bestätigen Sie Ihre E-Mail-Adresse für ${service}`,
      intro: (service) => `Geben Sie diesen Code ein, um ${service} zu bestätigen, dass diese Adresse Ihnen gehört:`,
    },
    "password-reset": {
      sms: (code, service) => `${code} ist Ihr Code für ein neues Passwort bei ${service}.`,
      subject: (service) => `Ihr Code für ein neues Passwort bei ${service}`,
      intro: (service) => `Geben Sie diesen Code ein, um ein neues Passwort für ${service} zu wählen:`,
    },
    operator: {
      sms: (code, service) => `${code} ist Ihr Code zur Verwaltung von ${service}.`,
      subject: (service) => `Ihr Code zur Verwaltung von ${service}`,
      intro: (service) => `Geben Sie diesen Code ein, um ${service} zu verwalten:`,
    },
    "manage-account": {
      sms: (code, service) => `${code} ist Ihr Code, um Ihr Konto bei ${service} zu ändern.`,
      subject: (service) => `Ihr Code, um Ihr Konto bei ${service} zu ändern`,
      intro: (service) =>
        `Geben Sie diesen Code ein, um Ihr Konto bei ${service} zu ändern, etwa die bekannten Geräte:`,
    },
    "contact-change": {
      sms: (code, service) => `${code} ist der Code für Ihre neue Nummer bei ${service}.`,
      subject: (service) => `Bestätigen Sie Ihre neue E-Mail-Adresse für ${service}`,
      intro: (service) => `Geben Sie diesen Code ein, damit diese Adresse die Ihres Kontos bei ${service} wird:`,
    },
    OTHER: {
      sms: (code, service) => `${code} ist Ihr Code für ${service}.`,
      subject: (service) => `Ihr Code für ${service}`,
      intro: (service) => `Geben Sie diesen Code bei ${service} ein:`,
    },
    TRANSACTION: {
      sms: (code, service, transaction) => `${code} ist Ihr Code bei ${service} für ${transaction}.`,
      subject: (service) => `Ihr Freigabecode für ${service}`,
      intro: (service) => `Geben Sie diesen Code bei ${service} ein, um genau diese Zahlung freizugeben:`,
    },
  },
  transaction: (sum, payee) => `${sum} an ${payee}`,
  amount: "Betrag",
  payee: "Empfänger",
  valid: (count) => `Der Code ist ${minutes(count)} gültig.`,
  smsValid: (count) => `${minutes(count)} gültig.`,
  warning:
    "Geben Sie diesen Code an niemanden weiter. Wir werden Sie nie danach fragen. Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese Nachricht.",
  smsWarning: "Geben Sie ihn nie weiter.",
  activation: {
    subject: (name, service) => `${name} bei ${service} aktivieren`,
    intro: (name, service) =>
      `${service} hat ${name} als Client der API für Einmalpasswörter angelegt. Gegen diesen Aktivierungscode nennt activateApiClient das Geheimnis, mit dem der Client seine Anfragen signiert:`,
    clientId: "Client-ID",
    code: "Aktivierungscode",
    valid: (until) =>
      `Der Code gilt einmal, bis ${until}. Verwenden Sie ihn dort, wo der Client sein Geheimnis aufbewahren kann: Es wird kein zweites Mal genannt.`,
    warning: (service) =>
      `Wer diesen Code hat, kann als der Client handeln. Wenn Sie ihn nicht erwartet haben, verwenden Sie ihn nicht und informieren Sie ${service}.`,
  },
};
