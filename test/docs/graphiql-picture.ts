import { fileURLToPath } from "node:url";
import { startTestService } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";

/** Draws docs/graphiql.png: GraphiQL on one machine with an answer, as docs/page.md shows it. `node test/docs/graphiql-picture.ts`. */

const [service, browser] = await Promise.all([startTestService(), openBrowser()]);
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(service.outputs.graphqlUrl);
await page.getByRole("button", { name: "shop-backend" }).click();
await page.getByRole("button", { name: /^Execute/ }).click();
await page.locator(".result-window").getByText("customer-1").waitFor();
await page.screenshot({ path: fileURLToPath(new URL("../../docs/graphiql.png", import.meta.url)) });
await browser.close();
await service.stop();
