import { fileURLToPath } from "node:url";
import { email } from "../functions/rendering.ts";
import { openBrowser } from "../support/browser.ts";

/** Draws docs/email.png: the e-mail with a code in light, dark and Arabic, as the README shows it. `node test/docs/email-picture.ts`. */

const transaction = { amount: "1,234.50", currency: "EUR", payee: "Shop Ltd" };
const CARDS = [
  { request: {}, colorScheme: "light" },
  { request: { purpose: "payment", transaction }, colorScheme: "dark" },
  { request: { locale: "ar" }, colorScheme: "light" },
] as const;

const browser = await openBrowser();
const shots: string[] = [];
for (const { request, colorScheme } of CARDS) {
  const page = await browser.newPage({ viewport: { width: 380, height: 480 }, colorScheme });
  await page.setContent(email(request, {}, "493817").html);
  shots.push((await page.screenshot()).toString("base64"));
}
const page = await browser.newPage({ viewport: { width: 3 * 380, height: 480 } });
const images = shots.map((shot) => `<img width="380" height="480" src="data:image/png;base64,${shot}">`);
await page.setContent(`<body style="margin:0;display:flex">${images.join("")}</body>`);
await page.screenshot({ path: fileURLToPath(new URL("../../docs/email.png", import.meta.url)) });
await browser.close();
