import type { NoticeTexts } from "./texts.ts";

const usedUp = (service: string) =>
  "إذا كنت أنت من فعل ذلك فلا داعي لأي إجراء آخر. وإن لم تكن أنت، فهناك من يعرف كلمة مرورك. الجهاز الذي طلبت منا تذكّره لا يزال يعمل، " +
  `فاستخدمه. ثم غيّر كلمة مرورك، أو اطلب من ${service} تغييرها.`;

const changed = (service: string) =>
  `إذا كنت أنت من فعل ذلك فلا داعي لأي إجراء آخر. وإن لم تكن أنت، فهناك من دخل حسابك: أخبر ${service} فورًا.`;

export const ar: NoticeTexts = {
  direction: "rtl",
  occasions: {
    GUESSES_USED: {
      subject: (service) => `رموز خاطئة كثيرة لحسابك في ${service}`,
      happened: (service, time) =>
        `أُدخلت رموز خاطئة كثيرة لحسابك في ${service}، آخرها في ${time}. لم يعد الرمز الذي أرسلناه إليك صالحًا.`,
      advice: usedUp,
    },
    MESSAGES_USED: {
      subject: (service) => `لا مزيد من الرموز اليوم لحسابك في ${service}`,
      happened: (service, time) =>
        `طُلبت كل الرموز التي نرسلها في يوم واحد لحسابك في ${service}، آخرها في ${time}. يمكن طلب رموز جديدة بعد منتصف الليل (UTC).`,
      advice: usedUp,
    },
    NEW_DEVICE: {
      subject: (service) => `جهاز جديد لحسابك في ${service}`,
      happened: (service, time) => `أُضيف جهاز جديد إلى حسابك في ${service} في ${time}.`,
      advice: (service) =>
        "إذا كنت أنت من فعل ذلك فلا داعي لأي إجراء آخر. وإن لم تكن أنت، فهناك من يعرف كلمة مرورك وقرأ أحد رموزك. غيّر كلمة مرورك فورًا، " +
        `واطلب من ${service} إزالة الجهاز.`,
    },
    UNLOCKED: {
      subject: (service) => `فُتح حسابك في ${service} لمدة ساعة`,
      happened: (service, time) =>
        `في ${time} فتحت ${service} حسابك: يمكن لمدة ساعة طلب الرموز وإدخالها على جهاز إضافي واحد.`,
      advice: (service) =>
        "إذا كنت أنت من طلب ذلك فلا داعي لأي إجراء آخر. وإن لم تكن أنت، فربما طلبه شخص آخر باسمك. غيّر كلمة مرورك فورًا، " +
        `واطلب من ${service} إزالة الجهاز.`,
    },
    PASSWORD_CHANGED: {
      subject: (service) => `تغيّرت كلمة مرورك في ${service}`,
      happened: (service, time) => `تغيّرت كلمة مرور حسابك في ${service} في ${time}، وسُجّل خروج الجميع.`,
      advice: (service) =>
        "إذا كنت أنت من فعل ذلك فلا داعي لأي إجراء آخر. وإن لم تكن أنت، فهناك من يقرأ رسائلك. اختر فورًا كلمة مرور أخرى، عبر عنوان أو رقم آخر إن " +
        `كان لديك، وأخبر ${service}.`,
    },
    EMAIL_CHANGED: {
      subject: (service) => `تغيّر عنوان بريد حسابك في ${service}`,
      happened: (service, time) =>
        `أصبح لحسابك في ${service} عنوان بريد آخر في ${time}، ولم يعد هذا العنوان تابعًا له. سُجّل خروج الجميع.`,
      advice: changed,
    },
    PHONE_CHANGED: {
      subject: (service) => `تغيّر رقم هاتف حسابك في ${service}`,
      happened: (service, time) => `أصبح لحسابك في ${service} رقم هاتف آخر في ${time}. سُجّل خروج الجميع.`,
      advice: changed,
    },
  },
  never: "لن نطلب منك أبدًا كلمة مرورك أو رمزًا عبر البريد الإلكتروني.",
};
