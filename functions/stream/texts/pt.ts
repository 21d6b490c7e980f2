import type { NoticeTexts } from "./texts.ts";

const usedUp = (service: string) =>
  "Se foi você, não é preciso fazer mais nada. Se não foi, alguém sabe sua senha. Um dispositivo que você pediu para lembrarmos continua " +
  `funcionando: use esse. Depois troque sua senha, ou peça que ${service} a troque.`;

const changed = (service: string) =>
  `Se foi você, não é preciso fazer mais nada. Se não foi, outra pessoa está na sua conta: avise ${service} imediatamente.`;

export const pt: NoticeTexts = {
  direction: "ltr",
  occasions: {
    GUESSES_USED: {
      subject: (service) => `Códigos errados demais na sua conta: ${service}`,
      happened: (service, time) =>
        `Códigos errados demais foram digitados na sua conta em ${service}, o último em ${time}. O código que enviamos não vale mais.`,
      advice: usedUp,
    },
    MESSAGES_USED: {
      subject: (service) => `Sem mais códigos hoje para a sua conta: ${service}`,
      happened: (service, time) =>
        `Todos os códigos que enviamos em um dia para a sua conta em ${service} foram pedidos, o último em ${time}. Novos códigos poderão ser pedidos depois da meia-noite (UTC).`,
      advice: usedUp,
    },
    NEW_DEVICE: {
      subject: (service) => `Um dispositivo novo na sua conta: ${service}`,
      happened: (service, time) => `Um dispositivo novo foi adicionado à sua conta em ${service} em ${time}.`,
      advice: (service) =>
        "Se foi você, não é preciso fazer mais nada. Se não foi, alguém sabe sua senha e leu um dos seus códigos. Troque sua senha " +
        `imediatamente, e peça que ${service} remova o dispositivo.`,
    },
    UNLOCKED: {
      subject: (service) => `Sua conta foi desbloqueada por uma hora: ${service}`,
      happened: (service, time) =>
        `${service} desbloqueou sua conta em ${time}: por uma hora, mais um dispositivo pode pedir e digitar códigos.`,
      advice: (service) =>
        "Se foi você que pediu, não é preciso fazer mais nada. Se não foi, alguém pode ter pedido em seu nome. Troque sua senha imediatamente, " +
        `e peça que ${service} remova o dispositivo.`,
    },
    PASSWORD_CHANGED: {
      subject: (service) => `Sua senha foi alterada: ${service}`,
      happened: (service, time) =>
        `A senha da sua conta em ${service} foi alterada em ${time}. Todas as sessões foram encerradas.`,
      advice: (service) =>
        "Se foi você, não é preciso fazer mais nada. Se não foi, alguém consegue ler suas mensagens. Escolha imediatamente outra senha, se possível por " +
        `outro endereço ou número, e avise ${service}.`,
    },
    EMAIL_CHANGED: {
      subject: (service) => `O e-mail da sua conta foi alterado: ${service}`,
      happened: (service, time) =>
        `Sua conta em ${service} recebeu outro endereço de e-mail em ${time}, e este não pertence mais a ela. Todas as sessões foram encerradas.`,
      advice: changed,
    },
    PHONE_CHANGED: {
      subject: (service) => `O telefone da sua conta foi alterado: ${service}`,
      happened: (service, time) =>
        `Sua conta em ${service} recebeu outro número de telefone em ${time}. Todas as sessões foram encerradas.`,
      advice: changed,
    },
  },
  never: "Nunca pedimos sua senha nem um código por e-mail.",
};
