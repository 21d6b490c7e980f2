/** Pages for people that show what comes while they are open, and answers that nobody else may read. */
export { clockElement, countOf, escapeHtml, timeElement, valueElement } from "./html.ts";
export { type Link, livePage, notAllowed, privateAnswer, privateJson, seeOther } from "./live-page.ts";
