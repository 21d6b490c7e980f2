/** Pages for people that show what comes while they are open, and answers that nobody else may read. */
export { countOf, escapeHtml, timeElement } from "./html.ts";
export { livePage, notAllowed, privateAnswer, privateJson } from "./live-page.ts";
