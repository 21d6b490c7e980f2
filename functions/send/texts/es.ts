import type { Texts } from "./texts.ts";

const minutes = (count: number) => (count === 1 ? "1 minuto" : `${count} minutos`);

/** The ó of `código` is not in GSM's alphabet: one SMS has 70 characters, so its sentences are short. */
export const es: Texts = {
  direction: "ltr",
  occasions: {
    login: {
      sms: (code, service) => `${code} es tu código de acceso a ${service}.`,
      subject: (service) => `Tu código de acceso a ${service}`,
      intro: (service) => `Introduce este código para iniciar sesión en ${service}:`,
    },
    payment: {
      sms: (code, service) => `${code} es tu código de pago de ${service}.`,
      subject: (service) => `Tu código de pago de ${service}`,
      intro: (service) => `Introduce este código para aprobar tu pago con ${service}:`,
    },
    "verify-contact": {
      sms: (code, service) => `${code} confirma tu número: código ${service}.`,
      subject: (service) => `Confirma tu correo electrónico en ${service}`,
      intro: (service) => `Introduce este código para confirmar a ${service} que esta dirección es tuya:`,
    },
    "password-reset": {
      sms: (code, service) => `${code} es el código de clave nueva de ${service}.`,
      subject: (service) => `Tu código para cambiar la contraseña de ${service}`,
      intro: (service) => `Introduce este código para elegir una contraseña nueva en ${service}:`,
    },
    operator: {
      sms: (code, service) => `${code} es el código de operador de ${service}.`,
      subject: (service) => `Tu código de operador de ${service}`,
      intro: (service) => `Introduce este código para actuar como operador de ${service}:`,
    },
    "manage-account": {
      sms: (code, service) => `${code} es el código de tu cuenta de ${service}.`,
      subject: (service) => `Tu código para cambiar tu cuenta de ${service}`,
      intro: (service) =>
        `Introduce este código para cambiar tu cuenta de ${service}, por ejemplo los dispositivos recordados:`,
    },
    "contact-change": {
      sms: (code, service) => `${code} es el código de tu número nuevo en ${service}.`,
      subject: (service) => `Confirma tu nuevo correo electrónico en ${service}`,
      intro: (service) => `Introduce este código para que esta dirección sea la de tu cuenta de ${service}:`,
    },
    OTHER: {
      sms: (code, service) => `${code} es tu código de ${service}.`,
      subject: (service) => `Tu código de ${service}`,
      intro: (service) => `Introduce este código en ${service}:`,
    },
    TRANSACTION: {
      sms: (code, service, transaction) => `${code} es el código para pagar ${transaction} (${service}).`,
      subject: (service) => `Tu código de aprobación de ${service}`,
      intro: (service) => `Introduce este código en ${service} para aprobar exactamente este pago:`,
    },
  },
  transaction: (sum, payee) => `${sum} a ${payee}`,
  amount: "Importe",
  payee: "Beneficiario",
  valid: (count) => `El código es válido durante ${minutes(count)}.`,
  smsValid: (count) => `Vale ${count} min.`,
  warning: "No compartas este código con nadie. Nunca te lo pediremos. Si no lo has solicitado, ignora este mensaje.",
  smsWarning: "No lo compartas.",
  activation: {
    subject: (name, service) => `Activar ${name} en ${service}`,
    intro: (name, service) =>
      `${service} ha registrado ${name} como cliente de su API de contraseñas de un solo uso. A cambio de este código de activación, activateApiClient da el secreto con el que el cliente firma sus peticiones:`,
    clientId: "Identificador del cliente",
    code: "Código de activación",
    valid: (until) =>
      `El código vale una sola vez, hasta el ${until}. Úsalo donde el cliente pueda guardar su secreto: no se volverá a mostrar.`,
    warning: (service) =>
      `Quien tenga este código puede actuar como el cliente. Si no lo esperabas, no lo uses y avisa a ${service}.`,
  },
};
