import type { NoticeTexts } from "./texts.ts";

const usedUp = (service: string) =>
  "Se sei stato tu, non devi fare altro. Altrimenti qualcuno conosce la tua password. Un dispositivo che ci hai chiesto di ricordare funziona " +
  `ancora: usa quello. Poi cambia la password, o chiedi a ${service} di cambiarla.`;

const changed = (service: string) =>
  `Se sei stato tu, non devi fare altro. Altrimenti qualcun altro è nel tuo account: avvisa subito ${service}.`;

export const it: NoticeTexts = {
  direction: "ltr",
  occasions: {
    GUESSES_USED: {
      subject: (service) => `Troppi codici errati per il tuo account ${service}`,
      happened: (service, time) =>
        `Sono stati inseriti troppi codici errati per il tuo account ${service}, l’ultimo il ${time}. Il codice che ti abbiamo inviato non funziona più.`,
      advice: usedUp,
    },
    MESSAGES_USED: {
      subject: (service) => `Per oggi niente altri codici per il tuo account ${service}`,
      happened: (service, time) =>
        `Sono stati richiesti tutti i codici che inviamo in un giorno per il tuo account ${service}, l’ultimo il ${time}. Se ne potranno richiedere altri dopo mezzanotte (UTC).`,
      advice: usedUp,
    },
    NEW_DEVICE: {
      subject: (service) => `Un nuovo dispositivo per il tuo account ${service}`,
      happened: (service, time) => `Un nuovo dispositivo è stato aggiunto al tuo account ${service} il ${time}.`,
      advice: (service) =>
        "Se sei stato tu, non devi fare altro. Altrimenti qualcuno conosce la tua password e ha letto uno dei tuoi codici. Cambia subito la " +
        `password, e chiedi a ${service} di rimuovere il dispositivo.`,
    },
    UNLOCKED: {
      subject: (service) => `Il tuo account ${service} è stato sbloccato per un’ora`,
      happened: (service, time) =>
        `${service} ha sbloccato il tuo account il ${time}: per un’ora, un altro dispositivo può richiedere e inserire codici.`,
      advice: (service) =>
        "Se l’hai chiesto tu, non devi fare altro. Altrimenti qualcuno potrebbe averlo chiesto a tuo nome. Cambia subito la password, " +
        `e chiedi a ${service} di rimuovere il dispositivo.`,
    },
    PASSWORD_CHANGED: {
      subject: (service) => `La tua password di ${service} è stata cambiata`,
      happened: (service, time) =>
        `La password del tuo account ${service} è stata cambiata il ${time}. Tutte le sessioni sono state chiuse.`,
      advice: (service) =>
        "Se sei stato tu, non devi fare altro. Altrimenti qualcuno può leggere i tuoi messaggi. Scegli subito un’altra password, se puoi tramite un altro " +
        `indirizzo o un altro numero, e avvisa ${service}.`,
    },
    EMAIL_CHANGED: {
      subject: (service) => `L’indirizzo e-mail del tuo account ${service} è stato cambiato`,
      happened: (service, time) =>
        `Il ${time} il tuo account ${service} ha ricevuto un altro indirizzo e-mail, e questo non ne fa più parte. Tutte le sessioni sono state chiuse.`,
      advice: changed,
    },
    PHONE_CHANGED: {
      subject: (service) => `Il numero di telefono del tuo account ${service} è stato cambiato`,
      happened: (service, time) =>
        `Il ${time} il tuo account ${service} ha ricevuto un altro numero di telefono. Tutte le sessioni sono state chiuse.`,
      advice: changed,
    },
  },
  never: "Non chiediamo mai la tua password o un codice per e-mail.",
};
