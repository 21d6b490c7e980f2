import type { NoticeTexts } from "./texts.ts";

const usedUp = (service: string) =>
  "Si has sido tú, no tienes que hacer nada más. Si no, alguien conoce tu contraseña. Un dispositivo que nos pediste recordar sigue " +
  `funcionando: usa ese. Después cambia tu contraseña, o pide a ${service} que la cambie.`;

const changed = (service: string) =>
  `Si has sido tú, no tienes que hacer nada más. Si no, otra persona está en tu cuenta: avisa a ${service} de inmediato.`;

export const es: NoticeTexts = {
  direction: "ltr",
  occasions: {
    GUESSES_USED: {
      subject: (service) => `Demasiados códigos erróneos en tu cuenta de ${service}`,
      happened: (service, time) =>
        `Se han introducido demasiados códigos erróneos en tu cuenta de ${service}, el último el ${time}. El código que te enviamos ya no funciona.`,
      advice: usedUp,
    },
    MESSAGES_USED: {
      subject: (service) => `Hoy no hay más códigos para tu cuenta de ${service}`,
      happened: (service, time) =>
        `Se han solicitado todos los códigos que enviamos en un día para tu cuenta de ${service}, el último el ${time}. Se podrán solicitar nuevos después de medianoche (UTC).`,
      advice: usedUp,
    },
    NEW_DEVICE: {
      subject: (service) => `Un dispositivo nuevo en tu cuenta de ${service}`,
      happened: (service, time) => `Se añadió un dispositivo nuevo a tu cuenta de ${service} el ${time}.`,
      advice: (service) =>
        "Si has sido tú, no tienes que hacer nada más. Si no, alguien conoce tu contraseña y ha leído uno de tus códigos. Cambia tu contraseña " +
        `de inmediato, y pide a ${service} que quite el dispositivo.`,
    },
    UNLOCKED: {
      subject: (service) => `Tu cuenta de ${service} se ha desbloqueado durante una hora`,
      happened: (service, time) =>
        `${service} desbloqueó tu cuenta el ${time}: durante una hora, un dispositivo más puede solicitar e introducir códigos.`,
      advice: (service) =>
        "Si lo pediste tú, no tienes que hacer nada más. Si no, puede que alguien lo haya pedido en tu nombre. Cambia tu contraseña de inmediato, " +
        `y pide a ${service} que quite el dispositivo.`,
    },
    PASSWORD_CHANGED: {
      subject: (service) => `Se ha cambiado tu contraseña de ${service}`,
      happened: (service, time) =>
        `La contraseña de tu cuenta de ${service} se cambió el ${time}. Se cerraron todas las sesiones.`,
      advice: (service) =>
        "Si has sido tú, no tienes que hacer nada más. Si no, alguien puede leer tus mensajes. Elige de inmediato otra contraseña, si puedes mediante " +
        `otra dirección u otro número, y avisa a ${service}.`,
    },
    EMAIL_CHANGED: {
      subject: (service) => `Se ha cambiado el correo electrónico de tu cuenta de ${service}`,
      happened: (service, time) =>
        `Tu cuenta de ${service} recibió otra dirección de correo el ${time}, y esta ya no le pertenece. Se cerraron todas las sesiones.`,
      advice: changed,
    },
    PHONE_CHANGED: {
      subject: (service) => `Se ha cambiado el número de teléfono de tu cuenta de ${service}`,
      happened: (service, time) =>
        `Tu cuenta de ${service} recibió otro número de teléfono el ${time}. Se cerraron todas las sesiones.`,
      advice: changed,
    },
  },
  never: "Nunca pedimos tu contraseña ni un código por correo electrónico.",
};
