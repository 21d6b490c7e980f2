import type { Texts } from "./texts.ts";

/** Arabic counts one, two, and three to ten each in its own way. Digits are ASCII's, as in the code. */
function minutes(count: number): string {
  if (count === 1) return "دقيقة واحدة";
  if (count === 2) return "دقيقتين";
  return count <= 10 ? `${count} دقائق` : `${count} دقيقة`;
}

/** One SMS in Arabic has 70 characters, so its sentences are as short as they can be. */
export const ar: Texts = {
  direction: "rtl",
  occasions: {
    login: {
      sms: (code, service) => `${code} رمز دخول ${service}.`,
      subject: (service) => `رمز تسجيل الدخول إلى ${service}`,
      intro: (service) => `أدخل هذا الرمز لتسجيل الدخول إلى ${service}:`,
    },
    payment: {
      sms: (code, service) => `${code} رمز دفع ${service}.`,
      subject: (service) => `رمز الدفع في ${service}`,
      intro: (service) => `أدخل هذا الرمز للموافقة على عملية الدفع في ${service}:`,
    },
    "verify-contact": {
      sms: (code, service) => `${code} رمز تأكيد ${service}.`,
      subject: (service) => `تأكيد عنوان بريدك الإلكتروني في ${service}`,
      intro: (service) => `أدخل هذا الرمز لتأكيد أن هذا العنوان يخصك في ${service}:`,
    },
    "password-reset": {
      sms: (code, service) => `${code} رمز استعادة ${service}.`,
      subject: (service) => `رمز تغيير كلمة المرور في ${service}`,
      intro: (service) => `أدخل هذا الرمز لاختيار كلمة مرور جديدة في ${service}:`,
    },
    operator: {
      sms: (code, service) => `${code} رمز إدارة ${service}.`,
      subject: (service) => `رمز الإدارة في ${service}`,
      intro: (service) => `أدخل هذا الرمز للعمل مشرفًا في ${service}:`,
    },
    "manage-account": {
      sms: (code, service) => `${code} رمز حساب ${service}.`,
      subject: (service) => `رمز تعديل حسابك في ${service}`,
      intro: (service) => `أدخل هذا الرمز لتعديل حسابك في ${service}، مثل الأجهزة المعروفة:`,
    },
    "contact-change": {
      sms: (code, service) => `${code} رمز رقمك الجديد في ${service}.`,
      subject: (service) => `أكّد عنوان بريدك الجديد في ${service}`,
      intro: (service) => `أدخل هذا الرمز ليصبح هذا العنوان عنوان حسابك في ${service}:`,
    },
    OTHER: {
      sms: (code, service) => `${code} رمز ${service}.`,
      subject: (service) => `رمزك في ${service}`,
      intro: (service) => `أدخل هذا الرمز في ${service}:`,
    },
    TRANSACTION: {
      sms: (code, service, transaction) => `${code} رمز دفع ${transaction} (${service}).`,
      subject: (service) => `رمز الموافقة في ${service}`,
      intro: (service) => `أدخل هذا الرمز في ${service} للموافقة على عملية الدفع هذه تحديدًا:`,
    },
  },
  transaction: (sum, payee) => `${sum} إلى ${payee}`,
  amount: "المبلغ",
  payee: "المستفيد",
  valid: (count) => `الرمز صالح لمدة ${minutes(count)}.`,
  smsValid: (count) => `صالح ${minutes(count)}.`,
  warning: "لا تشارك هذا الرمز مع أي شخص، فلن نطلبه منك أبدًا. إذا لم تطلبه فتجاهل هذه الرسالة.",
  smsWarning: "لا تشاركه.",
  activation: {
    subject: (name, service) => `تفعيل ${name} في ${service}`,
    intro: (name, service) =>
      `سجّلت ${service} العميل ${name} في واجهتها البرمجية لكلمات المرور لمرة واحدة. مقابل رمز التفعيل هذا تعطي \u2066activateApiClient\u2069 المفتاح السري الذي يوقّع به العميل طلباته:`,
    clientId: "معرّف العميل",
    code: "رمز التفعيل",
    valid: (until) =>
      `الرمز صالح لمرة واحدة حتى ${until}. استخدمه حيث يستطيع العميل حفظ مفتاحه السري، فلن يُعرض مرة أخرى.`,
    warning: (service) =>
      `كل من لديه هذا الرمز يستطيع التصرف باسم العميل. إذا لم تكن تتوقعه فلا تستخدمه، وأبلغ ${service}.`,
  },
};
