import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { person } from "./person.ts";
import { REQUEST, startTestService, type TestService, VERIFY } from "./support.ts";

/** Inputs as people and systems write them, which are taken: docs/accepted.md. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe("language tags as systems write them", () => {
  test.each([
    ["en-US-u-fw-mon-mu-celsius", /sign-in code/],
    ["de_AT", /Anmeldecode/],
    ["de_DE.UTF-8@euro", /Anmeldecode/],
    ["de-CH-1996-u-co-phonebk-x-private", /Anmeldecode/],
    ["fr-CA,fr;q=0.9,en;q=0.8", /connexion/],
    ["pt-BR", /acesso/],
    ["ja-JP-u-ca-japanese", /コード/],
    ["ar-EG-u-nu-arab", /رمز/],
    ["", /sign-in code/],
    ["C", /sign-in code/],
    ["german, please", /sign-in code/],
    ["i-klingon", /sign-in code/],
    ["x".repeat(300), /sign-in code/],
  ])("what is no BCP 47 tag costs the wish for a language, never the code: %j", async (locale, said) => {
    const someone = person(service);
    await someone.token({ locale });
    expect(someone.messages().at(-1)?.subject).toMatch(said);
  });
});

describe("amounts as locales write them", () => {
  const pay = async (amount: string, kind: "backend" | "user") => {
    const transaction = { amount, currency: "EUR", payee: "Shop" };
    if (kind === "backend") return person(service).ask({ transaction });
    return (await service.user())(REQUEST, { input: { channel: "EMAIL", purpose: "payment", transaction } });
  };

  const written = ["en", "de", "fr", "de-CH", "hi-IN", "ar-EG", "fa", "bn", "mr", "sv", "pt-PT", "es"].map((locale) => [
    locale,
    new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(12_345.5).replace(/[\u200e\u200f\u061c]/g, ""),
  ]);

  test.each(written)("%s: %s is taken of a backend", async (_, amount) => {
    expect((await pay(amount as string, "backend")).errors).toBeUndefined();
  });

  test.each(["1\u00a0234,50", "1'234.50", "1\u2019234.50", "12,34,567.00", "١٬٢٣٤٫٥٠", "999 999", "1.234.567,89"])(
    "%j is taken of a user, as one number",
    async (amount) => {
      const { errors } = await pay(amount, "user");
      expect(errors?.[0]?.errorType).not.toBe("InvalidInput");
    },
  );

  test.each(["1२", "12 345 678", "192.168.100.200", "+1", "1-2", "１２"])("%j is refused of a user", async (amount) => {
    expect((await pay(amount, "user")).errors).toMatchObject([{ errorInfo: { field: "transaction.amount" } }]);
  });
});

describe("names of real payees", () => {
  test("A.B.Wood pays and verifies; a host is refused by its top-level domain, and nothing stays behind", async () => {
    const someone = person(service);
    const transaction = { amount: "12.50", currency: "EUR", payee: "A.B.Wood" };
    const { id } = await someone.token({ transaction });
    expect((await someone.check(id, someone.code(), { transaction })).status).toBe("VERIFIED");
    const other = person(service);
    const refused = await other.ask({ transaction: { ...transaction, payee: "evil.shop" } });
    expect(refused.errors).toMatchObject([{ errorInfo: { field: "transaction.payee", reason: "URL" } }]);
    expect(other.messages()).toEqual([]);
    await other.token();
  });
});

describe("mail domains beyond ASCII", () => {
  test("a code goes to the xn-- form, and the token shows what was asked for", async () => {
    const backend = service.backend();
    const subject = "beyond-ascii";
    const input = { channel: "EMAIL", subject, destination: "A@Bu\u0308cher.example" };
    const { data, errors } = await backend(REQUEST, { input });
    expect(errors).toBeUndefined();
    const { token } = data.requestOtp;
    expect(token.destination).toBe("a•••@bücher.example");
    const code = service.lastMessageTo("a@xn--bcher-kva.example").text.match(/^\d{6}$/m)?.[0];
    const { data: checked } = await backend(VERIFY, { input: { id: token.id, subject, code } });
    expect(checked.verifyOtp.status).toBe("VERIFIED");
  });

  test.each(["a@bücher", "ü@example.com", "a@b ücher.example", "a@-ü.example"])(
    "%j is refused",
    async (destination) => {
      const input = { channel: "EMAIL", subject: "s", destination };
      const { errors } = await service.backend()(REQUEST, { input });
      expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "destination" } }]);
    },
  );
});
