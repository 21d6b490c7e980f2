import type { NoticeTexts } from "./texts.ts";

const usedUp = (service: string) =>
  "Wenn Sie das waren, brauchen Sie nichts weiter zu tun. Wenn nicht, kennt jemand Ihr Passwort. Ein Gerät, das wir uns merken sollten, " +
  `funktioniert weiterhin: Verwenden Sie dieses. Ändern Sie dann Ihr Passwort, oder bitten Sie ${service} darum.`;

const changed = (service: string) =>
  `Wenn Sie das waren, brauchen Sie nichts weiter zu tun. Wenn nicht, ist jemand in Ihrem Konto: Sagen Sie es sofort ${service}.`;

export const de: NoticeTexts = {
  direction: "ltr",
  occasions: {
    GUESSES_USED: {
      subject: (service) => `Zu viele falsche Codes für Ihr Konto bei ${service}`,
      happened: (service, time) =>
        `Für Ihr Konto bei ${service} wurden zu viele falsche Codes eingegeben, der letzte am ${time}. Der Code, den wir Ihnen gesendet haben, gilt nicht mehr.`,
      advice: usedUp,
    },
    MESSAGES_USED: {
      subject: (service) => `Heute keine weiteren Codes für Ihr Konto bei ${service}`,
      happened: (service, time) =>
        `Für Ihr Konto bei ${service} wurden alle Codes angefordert, die wir an einem Tag senden, der letzte am ${time}. Nach Mitternacht (UTC) können wieder welche angefordert werden.`,
      advice: usedUp,
    },
    NEW_DEVICE: {
      subject: (service) => `Ein neues Gerät für Ihr Konto bei ${service}`,
      happened: (service, time) => `Am ${time} wurde Ihrem Konto bei ${service} ein neues Gerät hinzugefügt.`,
      advice: (service) =>
        "Wenn Sie das waren, brauchen Sie nichts weiter zu tun. Wenn nicht, kennt jemand Ihr Passwort und hat einen Ihrer Codes gelesen. Ändern " +
        `Sie sofort Ihr Passwort, und bitten Sie ${service}, das Gerät zu entfernen.`,
    },
    UNLOCKED: {
      subject: (service) => `Ihr Konto bei ${service} wurde für eine Stunde entsperrt`,
      happened: (service, time) =>
        `Am ${time} hat ${service} Ihr Konto entsperrt: Eine Stunde lang können auf einem weiteren Gerät Codes angefordert und eingegeben werden.`,
      advice: (service) =>
        "Wenn Sie darum gebeten haben, brauchen Sie nichts weiter zu tun. Wenn nicht, hat vielleicht jemand in Ihrem Namen darum gebeten. " +
        `Ändern Sie sofort Ihr Passwort, und bitten Sie ${service}, das Gerät zu entfernen.`,
    },
    PASSWORD_CHANGED: {
      subject: (service) => `Ihr Passwort bei ${service} wurde geändert`,
      happened: (service, time) =>
        `Am ${time} wurde das Passwort Ihres Kontos bei ${service} geändert. Alle wurden abgemeldet.`,
      advice: (service) =>
        "Wenn Sie das waren, brauchen Sie nichts weiter zu tun. Wenn nicht, kann jemand Ihre Nachrichten lesen. Wählen Sie sofort ein anderes " +
        `Passwort, möglichst über eine andere Adresse oder Nummer, und sagen Sie es ${service}.`,
    },
    EMAIL_CHANGED: {
      subject: (service) => `Die E-Mail-Adresse Ihres Kontos bei ${service} wurde geändert`,
      happened: (service, time) =>
        `Am ${time} hat Ihr Konto bei ${service} eine andere E-Mail-Adresse bekommen, und diese gehört nicht mehr dazu. Alle wurden abgemeldet.`,
      advice: changed,
    },
    PHONE_CHANGED: {
      subject: (service) => `Die Telefonnummer Ihres Kontos bei ${service} wurde geändert`,
      happened: (service, time) =>
        `Am ${time} hat Ihr Konto bei ${service} eine andere Telefonnummer bekommen. Alle wurden abgemeldet.`,
      advice: changed,
    },
  },
  never: "Wir fragen Sie nie per E-Mail nach Ihrem Passwort oder einem Code.",
};
