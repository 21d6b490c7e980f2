import { useSignal } from "@preact/signals";
import { throughChallenge } from "../challenge.ts";
import { config } from "../config.ts";
import { signInErrorField, signInErrorText } from "../errors.ts";
import { t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Button } from "../parts/button.tsx";
import { Field, PasswordField } from "../parts/field.tsx";
import { Form, Notice } from "../parts/form.tsx";
import { NewPasswordField } from "../parts/new-password.tsx";
import { View } from "../parts/view.tsx";
import { farewell, setFirstPassword, signIn } from "../session.ts";
import { forgetTyped, typed } from "../typed.ts";
import { useAction } from "../use-action.ts";

/** Signs a user in, or an operator through the operators' app client, and replaces a first password. */
export function SignIn({ isOperator }: { isOperator: boolean }) {
  const { username, password } = typed;
  const needsNew = useSignal(false);
  const action = useAction(signInErrorText, signInErrorField);

  const submit = async () => {
    const missing = [username, password].find(({ value }) => !value);
    if (missing) return action.say(t("signIn.required"), missing === username ? "username" : "password");
    await action.run(async () => {
      needsNew.value = (await signIn(username.value.trim(), password.value, isOperator)) === "NEW_PASSWORD";
      if (!needsNew.value) forgetTyped();
    });
  };
  if (needsNew.value) return <FirstPassword isOperator={isOperator} />;
  return (
    <View title={isOperator ? t("signIn.operatorTitle") : t("signIn.title", { service: config().serviceName })}>
      <Notice text={farewell.value && !action.error ? t(farewell.value) : null} />
      <Form onSubmit={submit} error={action.error} field={action.field}>
        <Field
          label={t("signIn.email")}
          name="username"
          type="email"
          autocomplete="username"
          autocapitalize="off"
          first
          {...bound(username)}
        />
        <PasswordField
          label={t("signIn.password")}
          name="password"
          autocomplete="current-password"
          beside={!isOperator && <a href={throughChallenge("forgot")}>{t("signIn.forgot")}</a>}
          {...bound(password)}
        />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {t(action.isBusy ? "signIn.busy" : "signIn.submit")}
        </Button>
      </Form>
      <p class="aside">
        {isOperator ? (
          <>
            <a href="#/">{t("signIn.asUser")}</a>
            <a href="#/activate">{t("activate.link")}</a>
          </>
        ) : (
          <a href="#/operator">{t("signIn.asOperator")}</a>
        )}
      </p>
    </View>
  );
}

function FirstPassword({ isOperator }: { isOperator: boolean }) {
  const password = useSignal("");
  const action = useAction(signInErrorText, signInErrorField);
  const save = () =>
    action.run(async () => {
      await setFirstPassword(password.value, isOperator);
      forgetTyped();
    });
  return (
    <View title={t("newPassword.title")} intro={t("newPassword.intro")}>
      <Form error={action.error} field={action.field} onSubmit={save}>
        <NewPasswordField username={typed.username.value} {...bound(password)} />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {t("newPassword.submit")}
        </Button>
      </Form>
    </View>
  );
}
