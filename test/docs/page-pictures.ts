import { fileURLToPath } from "node:url";
import { codeIn, startTestService } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";
import { visit } from "../web/visit.ts";

/**
 * Draws docs/page-user.png and docs/page-operator.png: a payment that is about to be approved, and an operator's list of tokens, on a service of their
 * own whose clock stands still. Only the codes and the ids differ from one drawing to the next. `node test/docs/page-pictures.ts`.
 */

const PHONE = "+12025550123";
const draw = { timezoneId: "UTC", reducedMotion: "reduce" } as const;
const picture = (name: string) => fileURLToPath(new URL(`../../docs/page-${name}.png`, import.meta.url));

const service = await startTestService();
const browser = await openBrowser();
service.advance(9.5 * 3_600);

const user = await visit(service, browser, { ...draw, viewport: { width: 1180, height: 850 } });
await user.signIn("user@example.com");
await user.sees("Get a code");
await user.press("Send code");
await user.sees("Enter your code");
await user.advance(40);
await user.page.getByRole("link", { name: "Payment", exact: true }).click();
await user.page.getByLabel("Amount").fill("49.90");
await user.page.getByLabel("Payee").fill("Alpine Books");
await user.press("Send code");
await user.sees("Enter your code");
await user.page.locator(".bubble").nth(1).waitFor();
await user.enter(codeIn(service.lastMessageTo(PHONE).text).slice(0, 4));
await user.page.screenshot({ path: picture("user") });

const operator = await visit(service, browser, {
  ...draw,
  viewport: { width: 1180, height: 640 },
  colorScheme: "dark",
});
await operator.signIn("admin@example.com");
await operator.sees("Confirm that it is you");
await operator.proves("+12025550124");
await operator.sees("Active tokens");
await operator.page.locator("tbody tr").nth(1).waitFor();
await operator.page.locator(".bubble").nth(2).waitFor();
await operator.page.screenshot({ path: picture("operator") });

await browser.close();
await service.stop();
