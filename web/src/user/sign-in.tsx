import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { config } from "../config.ts";
import { signInErrorText } from "../errors.ts";
import { t } from "../i18n.ts";
import { prefilled } from "../local/prefilled.ts";
import { bound } from "../parts/bound.ts";
import { Button } from "../parts/button.tsx";
import { Field, PasswordField } from "../parts/field.tsx";
import { Form, Notice } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { route } from "../route.ts";
import { hasEnded, setFirstPassword, signIn } from "../session.ts";
import { useAction } from "../use-action.ts";

/** Signs a user in, or an operator through the operators' app client, and replaces a first password. */
export function SignIn() {
  const isOperator = route.value === "operator";
  const username = useSignal("");
  const password = useSignal("");
  const needsNew = useSignal(false);
  const action = useAction(signInErrorText);
  useEffect(() => {
    if (!prefilled.value) return;
    username.value = prefilled.value.username;
    password.value = prefilled.value.password;
  }, [prefilled.value]);

  const submit = async () => {
    if (!username.value || !password.value) return action.say(t("signIn.required"));
    await action.run(async () => {
      needsNew.value = (await signIn(username.value.trim(), password.value, isOperator)) === "NEW_PASSWORD";
    });
  };
  if (needsNew.value) return <NewPassword isOperator={isOperator} username={username.value} />;
  return (
    <View
      key={`${isOperator}`}
      title={isOperator ? t("signIn.operatorTitle") : t("signIn.title", { service: config().serviceName })}
    >
      <Notice text={hasEnded.value && !action.error ? t("signIn.ended") : null} />
      <Form onSubmit={submit} error={action.error}>
        <Field
          label={t("signIn.email")}
          type="email"
          autocomplete="username"
          autocapitalize="off"
          {...bound(username)}
        />
        <PasswordField label={t("signIn.password")} autocomplete="current-password" {...bound(password)} />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {t(action.isBusy ? "signIn.busy" : "signIn.submit")}
        </Button>
      </Form>
      <p class="aside">
        <a href={isOperator ? "#/" : "#/operator"}>{t(isOperator ? "signIn.asUser" : "signIn.asOperator")}</a>
      </p>
    </View>
  );
}

function NewPassword({ isOperator, username }: { isOperator: boolean; username: string }) {
  const password = useSignal("");
  const action = useAction(signInErrorText);
  return (
    <View title={t("newPassword.title")} intro={t("newPassword.intro")}>
      <Form error={action.error} onSubmit={() => action.run(() => setFirstPassword(password.value, isOperator))}>
        <input
          class="unseen"
          type="email"
          autocomplete="username"
          value={username}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <PasswordField
          label={t("newPassword.label")}
          hint={t("newPassword.rules")}
          autocomplete="new-password"
          {...bound(password)}
        />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {t("newPassword.submit")}
        </Button>
      </Form>
    </View>
  );
}
