import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { PASSWORD } from "../../local/accounts.ts";
import { LONG_CODE } from "../service/step-up.ts";
import { codeIn, type TestService } from "../service/support.ts";

/** Somebody in front of the page. */
export interface Visit {
  page: Page;
  /** What went wrong in the page: breaches of its Content-Security-Policy, and errors that nobody caught. */
  reports: string[];
  /** Every address that the page asked for. */
  requests: string[];
  /** Moves the service's clock and that of the page. */
  advance(seconds: number): Promise<void>;
  /** Signs in by SRP, through the operators' app client for operators. */
  signIn(email: string, password?: string): Promise<void>;
  /** Waits for a view by its heading. */
  sees(heading: string | RegExp): Promise<void>;
  press(button: string | RegExp): Promise<void>;
  /** Types or pastes into the field of the code. */
  enter(code: string): Promise<void>;
  /** Asks for a code, and enters the one that came. @param to the address or number */
  proves(to: string, form?: RegExp): Promise<void>;
}

/** Opens the page in a session of its own, whose clock stands where the service's does. */
export async function visit(
  service: TestService,
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  // What does not come in this time does not come: no test waits for more than a sign-in.
  page.setDefaultTimeout(15_000);
  const reports: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => reports.push(`${error}`));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) reports.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.clock.setFixedTime(service.now());
  await page.goto(service.outputs.pageUrl);
  const sees = (heading: string | RegExp) => page.getByRole("heading", { level: 1, name: heading }).waitFor();
  const press = (name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
  const enter = (code: string) => page.locator("[autocomplete=one-time-code]").fill(code);
  return {
    page,
    reports,
    requests,
    sees,
    press,
    enter,
    async advance(seconds) {
      service.advance(seconds);
      await page.clock.setFixedTime(service.now());
    },
    async signIn(email, password = PASSWORD) {
      if (email.startsWith("admin")) await page.getByRole("link", { name: /Operator/ }).click();
      await page.getByLabel("Email address").fill(email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await press("Sign in");
    },
    async proves(to, form = LONG_CODE) {
      await press("Send code");
      await sees("Enter your code");
      await enter(codeIn(service.lastMessageTo(to).text, form));
    },
  };
}

/** Waits until an alert says something. */
export const says = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByRole("alert").getByText(text).waitFor();
