import type { NoticeTexts } from "./texts.ts";

const usedUp = (service: string) =>
  "Wenn Sie das waren, brauchen Sie nichts weiter zu tun. Wenn nicht, kennt jemand Ihr Passwort. Ein Gerät, das wir uns merken sollten, " +
  `funktioniert weiterhin: Verwenden Sie dieses. Ändern Sie dann Ihr Passwort, oder bitten Sie ${service} darum.`;

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
  },
  never: "Wir fragen Sie nie per E-Mail nach Ihrem Passwort oder einem Code.",
};
