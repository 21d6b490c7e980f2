import type { Texts } from "./texts.ts";

/** One SMS in Japanese has 70 characters. The code is followed by a space, so that phones see where it ends. */
export const ja: Texts = {
  direction: "ltr",
  occasions: {
    login: {
      sms: (code, service) => `${code} が${service}のログイン認証コードです。`,
      subject: (service) => `【${service}】ログイン認証コード`,
      intro: (service) => `${service}にログインするには、次の認証コードを入力してください。`,
    },
    payment: {
      sms: (code, service) => `${code} が${service}の支払い認証コードです。`,
      subject: (service) => `【${service}】支払い認証コード`,
      intro: (service) => `${service}での支払いを承認するには、次の認証コードを入力してください。`,
    },
    "verify-contact": {
      sms: (code, service) => `${code} が${service}の確認コードです。`,
      subject: (service) => `【${service}】メールアドレスの確認`,
      intro: (service) => `${service}のメールアドレスを確認するため、次の確認コードを入力してください。`,
    },
    "password-reset": {
      sms: (code, service) => `${code} が${service}のパスワード再設定コードです。`,
      subject: (service) => `【${service}】パスワード再設定コード`,
      intro: (service) => `${service}の新しいパスワードを設定するには、次のコードを入力してください。`,
    },
    operator: {
      sms: (code, service) => `${code} が${service}の管理者認証コードです。`,
      subject: (service) => `【${service}】管理者認証コード`,
      intro: (service) => `${service}を管理者として操作するには、次の認証コードを入力してください。`,
    },
    "manage-account": {
      sms: (code, service) => `${code} が${service}のアカウント変更コードです。`,
      subject: (service) => `【${service}】アカウント変更の認証コード`,
      intro: (service) =>
        `${service}のアカウント（記憶した端末など）を変更するには、次の認証コードを入力してください。`,
    },
    "contact-change": {
      sms: (code, service) => `${code} が${service}の新しい電話番号の確認コードです。`,
      subject: (service) => `【${service}】新しいメールアドレスの確認`,
      intro: (service) =>
        `このアドレスを${service}のアカウントのアドレスにするには、次の確認コードを入力してください。`,
    },
    OTHER: {
      sms: (code, service) => `${code} が${service}の認証コードです。`,
      subject: (service) => `【${service}】認証コード`,
      intro: (service) => `${service}で次の認証コードを入力してください。`,
    },
    TRANSACTION: {
      sms: (code, service, transaction) => `${code} が${service}の承認コードです（${transaction}）。`,
      subject: (service) => `【${service}】支払いの承認コード`,
      intro: (service) => `${service}で次の支払いだけを承認するには、承認コードを入力してください。`,
    },
  },
  transaction: (sum, payee) => `${sum} ${payee}への支払い`,
  amount: "金額",
  payee: "支払先",
  valid: (count) => `コードの有効期限は${count}分です。`,
  smsValid: (count) => `有効期限${count}分。`,
  warning:
    "このコードを誰にも教えないでください。当社からお尋ねすることはありません。お心当たりのない場合は、このメッセージを無視してください。",
  smsWarning: "他人に教えないでください。",
  activation: {
    subject: (name, service) => `【${service}】${name}の有効化`,
    intro: (name, service) =>
      `${service}が、ワンタイムパスワードAPIのクライアントとして${name}を登録しました。次の有効化コードと引き換えに、クライアントがリクエストへの署名に使う秘密鍵を activateApiClient が返します。`,
    clientId: "クライアントID",
    code: "有効化コード",
    valid: (until) =>
      `コードは${until}まで、1回だけ使えます。秘密鍵は二度と表示されないため、クライアントが保管できる場所で使ってください。`,
    warning: (service) =>
      `このコードを知っている人は、クライアントとして操作できます。お心当たりのない場合は使わずに、${service}へお知らせください。`,
  },
};
