import type { ComponentChildren } from "preact";
import { ActivateClient } from "./activate-client.tsx";
import { config } from "./config.ts";
import { type Key, LANGUAGES, type Language, language, t } from "./i18n.ts";
import { LocalPanel } from "./local/local-panel.tsx";
import { ClientsView } from "./operator/clients-view.tsx";
import { EventsView } from "./operator/events-view.tsx";
import { OperatorGate } from "./operator/operator-gate.tsx";
import { TokensView } from "./operator/tokens-view.tsx";
import { UnlockView } from "./operator/unlock-view.tsx";
import { Button } from "./parts/button.tsx";
import { chooseLanguage, chooseTheme, type Theme, theme } from "./preferences.ts";
import { goTo, route } from "./route.ts";
import { type Session, session, signOut } from "./session.ts";
import { CodeView } from "./user/code-view.tsx";
import { ContactView } from "./user/contact-view.tsx";
import { DevicesView } from "./user/devices-view.tsx";
import { ForgotPassword } from "./user/forgot-password.tsx";
import { PaymentView } from "./user/payment-view.tsx";
import { SignIn } from "./user/sign-in.tsx";

interface Section {
  name: string;
  title: Key;
  draw: () => ComponentChildren;
}

const USERS: Section[] = [
  { name: "code", title: "nav.code", draw: () => <CodeView key="code" /> },
  { name: "payment", title: "nav.payment", draw: () => <PaymentView key="payment" /> },
  { name: "contact", title: "nav.contact", draw: () => <ContactView key="contact" /> },
  { name: "devices", title: "nav.devices", draw: () => <DevicesView key="devices" /> },
];
const OPERATORS: Section[] = [
  { name: "tokens", title: "nav.tokens", draw: () => <OperatorGate key="tokens" of={TokensView} /> },
  { name: "clients", title: "nav.clients", draw: () => <OperatorGate key="clients" of={ClientsView} /> },
  { name: "unlock", title: "nav.unlock", draw: () => <OperatorGate key="unlock" of={UnlockView} /> },
];
const EVENTS: Section = {
  name: "events",
  title: "nav.events",
  draw: () => <OperatorGate key="events" of={EventsView} />,
};

/** The sections that somebody has. */
function sectionsOf({ operator }: Session): Section[] {
  if (!operator) return USERS.filter(({ name }) => name !== "payment" || config().purposes.includes("payment"));
  return config().eventsUrl ? [...OPERATORS, EVENTS] : OPERATORS;
}

/** What needs no session: by the address, or else the sign-in. */
function drawPublic() {
  if (route.value === "activate") return <ActivateClient />;
  if (route.value === "forgot") return <ForgotPassword />;
  const isOperator = route.value === "operator";
  return <SignIn key={`${isOperator}`} isOperator={isOperator} />;
}

/** The whole page. */
export function App() {
  const who = session.value;
  const sections = who ? sectionsOf(who) : [];
  // Whoever has been sent a code to activate an API client need not sign out for it.
  const shown =
    route.value === "activate" ? undefined : (sections.find(({ name }) => name === route.value) ?? sections[0]);
  const { local } = config();
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        {t("app.skip")}
      </button>
      <Header who={who} />
      {who && (
        <nav class="sections" aria-label={t("app.menu")}>
          {sections.map(({ name, title }) => (
            <a key={name} href={`#/${name}`} aria-current={name === shown?.name ? "page" : undefined}>
              {t(title)}
            </a>
          ))}
        </nav>
      )}
      <div class={`columns ${local ? "two" : ""} ${who?.operator ? "operator" : ""}`}>
        <main id="main" tabIndex={-1}>
          {shown ? shown.draw() : drawPublic()}
        </main>
        {local && <LocalPanel {...local} />}
      </div>
      <Footer />
    </>
  );
}

function Header({ who }: { who: Session | null }) {
  return (
    <header class="top">
      <span class="brand">
        <img src="icon.svg" alt="" width="28" height="28" />
        {config().serviceName}
      </span>
      {who && (
        <div class="who">
          {who.operator && <span class="badge">{t("app.operator")}</span>}
          <bdi class="name">{who.username}</bdi>
          <Button
            kind="quiet"
            onClick={() => {
              signOut();
              goTo(who.operator ? "operator" : "");
            }}
          >
            {t("app.signOut")}
          </Button>
        </div>
      )}
    </header>
  );
}

const THEMES: Theme[] = ["system", "light", "dark"];

function Footer() {
  return (
    <footer class="bottom">
      <label>
        <span>{t("app.language")}</span>
        <select
          value={language.value}
          onChange={({ currentTarget }) => chooseLanguage(currentTarget.value as Language)}
        >
          {Object.entries(LANGUAGES).map(([tag, { name }]) => (
            <option key={tag} value={tag} lang={tag} selected={tag === language.value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t("app.theme")}</span>
        <select value={theme.value} onChange={({ currentTarget }) => chooseTheme(currentTarget.value as Theme)}>
          {THEMES.map((each) => (
            <option key={each} value={each} selected={each === theme.value}>
              {t(`app.theme.${each}`)}
            </option>
          ))}
        </select>
      </label>
    </footer>
  );
}
