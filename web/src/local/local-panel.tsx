import type { LocalConfig } from "../config.ts";
import { destination, t, timeOfDay } from "../i18n.ts";
import { Button, CopyButton } from "../parts/button.tsx";
import { goTo } from "../route.ts";
import { session } from "../session.ts";
import { typed } from "../typed.ts";
import { usePolled } from "../use-polled.ts";

/** A message of the inbox. */
interface Message {
  id: string;
  channel: string;
  to: string;
  subject: string | null;
  text: string;
  sentAt: string;
}

/** A code as messages show it: digits, or base32 in which letters and digits meet, at times in groups. */
const CODE =
  /\b(?:\d{6,16}|(?=[0-9A-HJKMNP-TV-Z]*\d)(?=[0-9A-HJKMNP-TV-Z]*[A-Z])[0-9A-HJKMNP-TV-Z]{6,26}|(?:[0-9A-HJKMNP-TV-Z]{4,5}[ -]){2,}[0-9A-HJKMNP-TV-Z]{2,6})\b/;

/** What only one machine has: everybody's phone and mailbox beside the page, people to sign in as, and links. */
export function LocalPanel({ inboxUrl, accounts, links }: LocalConfig) {
  const messages = usePolled<Message[]>(inboxUrl);
  return (
    <aside class="local" aria-labelledby="local-title">
      {!session.value && (
        <div class="accounts">
          <span>{t("local.accounts")}</span>
          {accounts.map(({ username, password, operator }) => (
            <Button
              key={username}
              aria-label={t("local.use", { username })}
              onClick={() => {
                goTo(operator ? "operator" : "");
                typed.username.value = username;
                typed.password.value = password;
              }}
            >
              <bdi>{username}</bdi>
            </Button>
          ))}
        </div>
      )}
      <div class="phone">
        <div class="phone-top">
          <h2 id="local-title">{t("local.title")}</h2>
          <p>{t("local.intro")}</p>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1) */}
        <div class="messages" role="log" aria-label={t("local.title")} tabIndex={0}>
          {messages?.length === 0 && <p class="empty">{t("local.none")}</p>}
          {messages?.map((message) => (
            <Bubble key={message.id} {...message} />
          ))}
        </div>
      </div>
      <nav class="links" aria-label={t("local.links")}>
        <a href={links.graphiql}>{t("local.graphiql")}</a>
        <a href={links.inbox}>{t("local.inbox")}</a>
        <a href={links.events}>{t("local.events")}</a>
        <a href={links.docs}>{t("local.docs")}</a>
      </nav>
    </aside>
  );
}

function Bubble({ channel, to, subject, text, sentAt }: Message) {
  const found = CODE.exec(text);
  const code = found?.[0];
  return (
    <article class="bubble">
      <span class="detail">
        {t(channel === "SMS" ? "channel.SMS" : "channel.EMAIL")} · {destination(to)} · {timeOfDay(sentAt)}
      </span>
      {subject && <strong dir="auto">{subject}</strong>}
      <p dir="auto">
        {code ? (
          <>
            {text.slice(0, found.index)}
            <mark>{code}</mark>
            {text.slice(found.index + code.length)}
          </>
        ) : (
          text
        )}
      </p>
      {code && <CopyButton value={code} label={t("local.copyCode", { code })} />}
    </article>
  );
}
