import type { NoticeTexts } from "./texts.ts";

const usedUp = (service: string) =>
  "お客様ご自身の操作であれば、対応は不要です。お心当たりのない場合は、第三者にパスワードを知られています。記憶された端末は引き続き使えますので、" +
  `その端末からパスワードを変更するか、${service}に変更を依頼してください。`;

const changed = (service: string) =>
  `お客様ご自身の操作であれば、対応は不要です。お心当たりのない場合は、第三者がアカウントを操作しています。すぐに${service}へお知らせください。`;

export const ja: NoticeTexts = {
  direction: "ltr",
  occasions: {
    GUESSES_USED: {
      subject: (service) => `【${service}】認証コードの入力誤りが上限に達しました`,
      happened: (service, time) =>
        `${service}のアカウントで、誤った認証コードが繰り返し入力されました（最後の入力：${time}）。お送りしたコードは無効になりました。`,
      advice: usedUp,
    },
    MESSAGES_USED: {
      subject: (service) => `【${service}】本日の認証コードの送信が上限に達しました`,
      happened: (service, time) =>
        `${service}のアカウントで、1日に送信できる認証コードがすべて請求されました（最後の請求：${time}）。午前0時（UTC）以降に、再び請求できます。`,
      advice: usedUp,
    },
    NEW_DEVICE: {
      subject: (service) => `【${service}】新しい端末が追加されました`,
      happened: (service, time) => `${service}のアカウントに、新しい端末が追加されました（${time}）。`,
      advice: (service) =>
        "お客様ご自身の操作であれば、対応は不要です。お心当たりのない場合は、第三者がパスワードを知り、認証コードを読み取っています。すぐにパスワードを変更し、" +
        `${service}に端末の削除を依頼してください。`,
    },
    UNLOCKED: {
      subject: (service) => `【${service}】アカウントのロックが1時間解除されました`,
      happened: (service, time) =>
        `${service}がアカウントのロックを解除しました（${time}）。1時間のあいだ、もう1台の端末で認証コードの請求と入力ができます。`,
      advice: (service) =>
        "お客様ご自身のご依頼であれば、対応は不要です。お心当たりのない場合は、第三者がお客様を装って依頼した可能性があります。すぐにパスワードを変更し、" +
        `${service}に端末の削除を依頼してください。`,
    },
    PASSWORD_CHANGED: {
      subject: (service) => `【${service}】パスワードが変更されました`,
      happened: (service, time) =>
        `${service}のアカウントのパスワードが変更されました（${time}）。すべての端末からログアウトされました。`,
      advice: (service) =>
        "お客様ご自身の操作であれば、対応は不要です。お心当たりのない場合は、第三者がお客様宛てのメッセージを読める状態です。すぐに（できれば別のアドレスや番号で）" +
        `別のパスワードを設定し、${service}へお知らせください。`,
    },
    EMAIL_CHANGED: {
      subject: (service) => `【${service}】メールアドレスが変更されました`,
      happened: (service, time) =>
        `${service}のアカウントのメールアドレスが変更され、このアドレスは登録から外れました（${time}）。すべての端末からログアウトされました。`,
      advice: changed,
    },
    PHONE_CHANGED: {
      subject: (service) => `【${service}】電話番号が変更されました`,
      happened: (service, time) =>
        `${service}のアカウントの電話番号が変更されました（${time}）。すべての端末からログアウトされました。`,
      advice: changed,
    },
  },
  never: "メールでパスワードや認証コードをお尋ねすることはありません。",
};
