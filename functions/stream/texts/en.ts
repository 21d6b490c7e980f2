import type { NoticeTexts } from "./texts.ts";

const usedUp = (service: string) =>
  "If this was you, there is nothing else to do. If it wasn't, somebody knows your password. A device that you asked us to remember still " +
  `works: use that one. Then change your password, or ask ${service} to change it.`;

const changed = (service: string) =>
  `If this was you, there is nothing else to do. If it wasn't, somebody else is in your account: tell ${service} at once.`;

export const en: NoticeTexts = {
  direction: "ltr",
  occasions: {
    GUESSES_USED: {
      subject: (service) => `Too many wrong codes for your ${service} account`,
      happened: (service, time) =>
        `Too many wrong codes were entered for your ${service} account, the last one on ${time}. The code that we sent you no longer works.`,
      advice: usedUp,
    },
    MESSAGES_USED: {
      subject: (service) => `No more codes for your ${service} account today`,
      happened: (service, time) =>
        `All the codes that we send for your ${service} account in one day have been requested, the last one on ${time}. New ones can be requested after midnight (UTC).`,
      advice: usedUp,
    },
    NEW_DEVICE: {
      subject: (service) => `A new device for your ${service} account`,
      happened: (service, time) => `A new device was added to your ${service} account on ${time}.`,
      advice: (service) =>
        "If this was you, there is nothing else to do. If it wasn't, somebody knows your password and has read one of your codes. Change " +
        `your password at once, and ask ${service} to remove the device.`,
    },
    UNLOCKED: {
      subject: (service) => `Your ${service} account was unlocked for an hour`,
      happened: (service, time) =>
        `${service} unlocked your account on ${time}: for an hour, one more device can be used to request and enter codes.`,
      advice: (service) =>
        "If you asked for this, there is nothing else to do. If you didn't, somebody else may have asked in your name. Change your password " +
        `at once, and ask ${service} to remove the device.`,
    },
    PASSWORD_CHANGED: {
      subject: (service) => `Your ${service} password was changed`,
      happened: (service, time) =>
        `The password of your ${service} account was changed on ${time}. Everybody was signed out.`,
      advice: (service) =>
        "If this was you, there is nothing else to do. If it wasn't, somebody can read your messages. Choose another password at once, by " +
        `another address or number if you have one, and tell ${service}.`,
    },
    EMAIL_CHANGED: {
      subject: (service) => `The e-mail address of your ${service} account was changed`,
      happened: (service, time) =>
        `Your ${service} account was given another e-mail address on ${time}, and this one belongs to it no more. Everybody was signed out.`,
      advice: changed,
    },
    PHONE_CHANGED: {
      subject: (service) => `The phone number of your ${service} account was changed`,
      happened: (service, time) =>
        `Your ${service} account was given another phone number on ${time}. Everybody was signed out.`,
      advice: changed,
    },
  },
  never: "We never ask for your password or a code by e-mail.",
};
