import type { NoticeTexts } from "./texts.ts";

const usedUp = (service: string) =>
  "Si c’était vous, vous n’avez rien d’autre à faire. Sinon, quelqu’un connaît votre mot de passe. Un appareil que nous avons mémorisé à votre " +
  `demande fonctionne toujours : utilisez-le. Changez ensuite votre mot de passe, ou demandez à ${service} de le changer.`;

const changed = (service: string) =>
  `Si c’était vous, vous n’avez rien d’autre à faire. Sinon, quelqu’un d’autre est dans votre compte : prévenez immédiatement ${service}.`;

export const fr: NoticeTexts = {
  direction: "ltr",
  occasions: {
    GUESSES_USED: {
      subject: (service) => `Trop de codes erronés pour votre compte ${service}`,
      happened: (service, time) =>
        `Trop de codes erronés ont été saisis pour votre compte ${service}, le dernier le ${time}. Le code que nous vous avons envoyé ne fonctionne plus.`,
      advice: usedUp,
    },
    MESSAGES_USED: {
      subject: (service) => `Plus de codes aujourd’hui pour votre compte ${service}`,
      happened: (service, time) =>
        `Tous les codes que nous envoyons en un jour pour votre compte ${service} ont été demandés, le dernier le ${time}. De nouveaux codes pourront être demandés après minuit (UTC).`,
      advice: usedUp,
    },
    NEW_DEVICE: {
      subject: (service) => `Un nouvel appareil pour votre compte ${service}`,
      happened: (service, time) => `Un nouvel appareil a été ajouté à votre compte ${service} le ${time}.`,
      advice: (service) =>
        "Si c’était vous, vous n’avez rien d’autre à faire. Sinon, quelqu’un connaît votre mot de passe et a lu l’un de vos codes. Changez " +
        `immédiatement votre mot de passe, et demandez à ${service} de retirer l’appareil.`,
    },
    UNLOCKED: {
      subject: (service) => `Votre compte ${service} a été débloqué pour une heure`,
      happened: (service, time) =>
        `${service} a débloqué votre compte le ${time} : pendant une heure, un appareil de plus peut demander et saisir des codes.`,
      advice: (service) =>
        "Si vous l’avez demandé, vous n’avez rien d’autre à faire. Sinon, quelqu’un l’a peut-être demandé en votre nom. Changez immédiatement " +
        `votre mot de passe, et demandez à ${service} de retirer l’appareil.`,
    },
    PASSWORD_CHANGED: {
      subject: (service) => `Votre mot de passe ${service} a été modifié`,
      happened: (service, time) =>
        `Le mot de passe de votre compte ${service} a été modifié le ${time}. Toutes les sessions ont été fermées.`,
      advice: (service) =>
        "Si c’était vous, vous n’avez rien d’autre à faire. Sinon, quelqu’un peut lire vos messages. Choisissez immédiatement un autre mot de passe, " +
        `si possible par une autre adresse ou un autre numéro, et prévenez ${service}.`,
    },
    EMAIL_CHANGED: {
      subject: (service) => `L’adresse e-mail de votre compte ${service} a été modifiée`,
      happened: (service, time) =>
        `Votre compte ${service} a reçu une autre adresse e-mail le ${time}, et celle-ci n’en fait plus partie. Toutes les sessions ont été fermées.`,
      advice: changed,
    },
    PHONE_CHANGED: {
      subject: (service) => `Le numéro de téléphone de votre compte ${service} a été modifié`,
      happened: (service, time) =>
        `Votre compte ${service} a reçu un autre numéro de téléphone le ${time}. Toutes les sessions ont été fermées.`,
      advice: changed,
    },
  },
  never: "Nous ne demandons jamais votre mot de passe ni un code par e-mail.",
};
