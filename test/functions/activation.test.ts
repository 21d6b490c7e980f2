import { describe, expect, test } from "vitest";
import { activationDerivationText, activationText } from "../../contract/mac-text.ts";
import type { ActivationRequest } from "../../contract/send-request.ts";
import { activationEmail } from "../../functions/send/activation-email.ts";
import { codeOf } from "../../functions/send/derive.ts";
import { LANGUAGES } from "./rendering.ts";
import { checkMac, codeHmac, settings, startSend } from "./support.ts";

/** The e-mail that brings an API client its activation code. */

const CODE = "0123456789ABCDEFGHJKMNPQRS";
const GROUPS = "0123-4567-89AB-CDEF-GHJK-MNPQ-RS";
const aRequest = (more: Partial<ActivationRequest> = {}): ActivationRequest => ({
  kind: "activation",
  clientId: "0123456789abcdef",
  email: "shop@example.com",
  name: "Web shop",
  locale: null,
  expiresAt: Date.UTC(2026, 11, 1, 9, 15) / 1000,
  ...more,
});
const email = (more: Partial<ActivationRequest> = {}) => activationEmail(aRequest(more), CODE, settings());

describe.each(LANGUAGES)("in %s", (locale) => {
  test("the code stands in groups, alone on a line, and in neither the subject nor what an inbox shows beside it", () => {
    const { subject, text, html } = email({ locale });
    expect(text.split("\n")).toContain(GROUPS);
    expect(`${text}${html}`.match(new RegExp(GROUPS, "g"))).toHaveLength(2);
    const hidden = /<div style="display:none[^>]*>(.*)<\/div>/.exec(html)?.[1] as string;
    expect(hidden.replaceAll(/&\w+;|&#\d+;/g, "_").length).toBeGreaterThan(200);
    expect(html.indexOf(hidden)).toBeLessThan(html.indexOf(GROUPS));
    expect(`${subject}${hidden}`).not.toContain(GROUPS);
  });

  test("it names client, service, id and the end of the code, and has no link", () => {
    const { to, subject, text, html } = email({ locale });
    expect(to).toBe("shop@example.com");
    for (const part of [subject, text, html]) {
      expect(part).toContain("Web shop");
      expect(part).toContain("Example");
    }
    for (const part of [text, html]) expect(part).toMatch(/0123456789abcdef[\s\S]*2026-12-01 09:15 UTC/);
    expect(html).not.toMatch(/<(img|link|script|iframe|a|object|form)\b|https?:|url\(|@import/i);
    expect(html).toContain(`<html lang="${locale}" dir="${locale === "ar" ? "rtl" : "ltr"}">`);
  });
});

test("a name that is written in HTML is shown as it is", () => {
  expect(email({ name: "<b>Shop</b> & Co" }).html).toContain("&lt;b&gt;Shop&lt;/b&gt; &amp; Co");
});

test("S34 the send function derives the code by the code key, and answers the check key's MAC of it and no code", async () => {
  const { send, inbox, logs } = await startSend();
  const request = aRequest({ name: "Großhandel" });
  const code = codeOf(codeHmac(activationDerivationText(request)), 26, "ALPHANUMERIC");
  const outcome = await send(request);
  const [message] = inbox();
  expect(outcome).toEqual({
    status: "SENT",
    mac: checkMac(activationText(request.clientId, code)),
    providerId: message?.id,
  });
  expect(message).toMatchObject({ to: "shop@example.com", subject: "Activate Großhandel at Example" });
  expect(message?.text.replaceAll("-", "")).toContain(code);
  expect(logs.join()).toMatch(/"purpose":"activation","outcome":"SENT"/);
  expect(`${JSON.stringify(outcome)}${logs}`).not.toContain(code);
});

test("S34 every address and every end of a code has a code of its own", () => {
  const claims = [{}, { email: "other@example.com" }, { expiresAt: 1 }, { clientId: "fedcba9876543210" }].map(aRequest);
  expect(new Set(claims.map(activationDerivationText)).size).toBe(claims.length);
});

test("S17 without KMS nothing is sent, and the failure is counted", async () => {
  const { kms, invoke, inbox, logs } = await startSend();
  kms.faults.inject({ operation: "GenerateMac", errorType: "DisabledException" });
  expect(await invoke(aRequest())).toMatchObject({ errorMessage: "KMS made no Mac: DisabledException" });
  expect(inbox()).toEqual([]);
  expect(logs.join()).toMatch(/"purpose":"activation","outcome":"ERROR","error":"DisabledException"/);
});
