import { useSignal } from "@preact/signals";
import type { OtpToken } from "appsync-otp-client";
import { useEffect, useRef } from "preact/hooks";
import { otp } from "../api.ts";
import { destination, nameOf, t } from "../i18n.ts";
import { type FilledPages, fillPages } from "../pages.ts";
import { bound } from "../parts/bound.ts";
import { Button } from "../parts/button.tsx";
import { Select } from "../parts/choice.tsx";
import { TimeLeft } from "../parts/countdown.tsx";
import { Field } from "../parts/field.tsx";
import { Notice, Problem } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";
import type { OperatorProps } from "./operator-gate.tsx";
import { useTenants } from "./tenants.ts";

const PAGE_SIZE = 10;

/** Lists the tokens of a tenant that can be verified now, and cancels them. */
export function TokensView({ stepUpToken }: OperatorProps) {
  const subject = useSignal("");
  const tenant = useSignal("pool");
  /** The tenant of the tokens that are listed. Another one may be chosen already. */
  const listed = useRef(tenant.value);
  const pages = useSignal<{ items: OtpToken[]; more: boolean }[]>([]);
  const at = useSignal(0);
  const notice = useSignal<string | null>(null);
  const source = useRef<FilledPages<OtpToken> | null>(null);
  const action = useAction();
  const tenants = useTenants(stepUpToken);

  const list = () =>
    action.run(async () => {
      const named = subject.value.trim() ? { subject: subject.value.trim() } : {};
      const asked = { tenant: tenant.value, ...named, includeDevices: true, stepUpToken };
      const filled = fillPages(otp().activeTokens(asked, { limit: 100 }), PAGE_SIZE);
      pages.value = [await filled.next()];
      at.value = 0;
      source.current = filled;
      listed.current = asked.tenant;
    });
  const turnTo = (page: number) =>
    action.run(async () => {
      if (!pages.value[page] && source.current) pages.value = [...pages.value, await source.current.next()];
      at.value = page;
    });
  const cancel = ({ id, subject }: OtpToken) =>
    action.run(async () => {
      notice.value = null;
      await otp().cancelOtp({ id, subject, tenant: listed.current, stepUpToken });
      pages.value = pages.value.map(({ items, more }) => ({ items: items.filter((item) => item.id !== id), more }));
      notice.value = t("tokens.canceled");
    });
  useEffect(() => void list(), []);
  const page = pages.value[at.value];

  return (
    <View title={t("tokens.title")} wide>
      <form
        class="filter"
        onSubmit={(event) => {
          event.preventDefault();
          notice.value = null;
          void list();
        }}
      >
        <Field
          label={t("tokens.subject")}
          autocomplete="off"
          spellcheck={false}
          placeholder={t("app.all")}
          {...bound(subject)}
        />
        <Select label={t("tokens.tenant")} choices={tenants} {...bound(tenant)} />
        <Button type="submit" busy={action.isBusy}>
          {t("tokens.filter")}
        </Button>
      </form>
      <Problem text={action.error} />
      <Notice text={notice.value} />
      {page?.items.length === 0 && <p class="empty">{t("tokens.none")}</p>}
      {page && page.items.length > 0 && <TokenTable tokens={page.items} onCancel={cancel} />}
      {(at.value > 0 || page?.more) && (
        <nav class="paging" aria-label={t("tokens.page", { count: at.value + 1 })}>
          <Button disabled={at.value === 0} onClick={() => turnTo(at.value - 1)}>
            {t("tokens.previous")}
          </Button>
          <span>{t("tokens.page", { count: at.value + 1 })}</span>
          <Button disabled={!page?.more} busy={action.isBusy} onClick={() => turnTo(at.value + 1)}>
            {t("tokens.next")}
          </Button>
        </nav>
      )}
    </View>
  );
}

const COLUMNS = [
  "tokens.subject",
  "tokens.purpose",
  "tokens.destination",
  "tokens.status",
  "tokens.attempts",
  "tokens.expires",
] as const;

function TokenTable({ tokens, onCancel }: { tokens: OtpToken[]; onCancel: (token: OtpToken) => void }) {
  return (
    // A table is wider than a phone, so it scrolls by itself.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <section class="scroll" tabIndex={0} aria-label={t("tokens.title")}>
      <table>
        <thead>
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col">
                {t(name)}
              </th>
            ))}
            <th scope="col">
              <span class="unseen">{t("tokens.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <th scope="row" class="id">
                <bdi title={token.subject}>{token.subject}</bdi>
              </th>
              <td>{nameOf("purpose", token.purpose)}</td>
              <td class="nowrap">{destination(token.destination)}</td>
              <td>{nameOf("status", token.status)}</td>
              <td class="digits">{token.attemptsRemaining}</td>
              <td>
                <TimeLeft until={token.expiresAt} />
              </td>
              <td>
                <Button
                  kind="quiet"
                  aria-label={t("tokens.cancelThis", {
                    subject: token.subject,
                    purpose: nameOf("purpose", token.purpose),
                  })}
                  onClick={() => onCancel(token)}
                >
                  {t("app.cancel")}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
