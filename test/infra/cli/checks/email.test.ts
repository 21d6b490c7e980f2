import { describe, expect, test } from "vitest";
import { OWN } from "../support.ts";
import { existing, OWNED, resource, resultsOf, sending } from "./support.ts";

describe("F13: the check of the e-mail domain", () => {
  test.each<[by: string, identities: Record<string, string>, message: string]>([
    ["the identity of its domain", { "mail.shop.dev": "Success" }, "mail.shop.dev is verified."],
    ["the identity of a domain above it", { "shop.dev": "Success" }, "shop.dev is verified."],
    [
      "the identity of a domain above a pending one",
      { "mail.shop.dev": "Pending", "shop.dev": "Success" },
      "shop.dev is verified.",
    ],
    [
      "the identity of the address itself",
      { "no-reply@mail.shop.dev": "Success" },
      "no-reply@mail.shop.dev is verified.",
    ],
  ])("accepts a sender that is covered by %s", async (_by, identities, says) => {
    const { "e-mail domain": result } = await resultsOf({ identities }, existing);
    expect(result).toEqual({ state: "done", message: says });
  });

  test.each([
    ["shop.dev", "for its three CNAME records"],
    ["no-reply@mail.shop.dev", "for the link in SES's e-mail"],
  ])("names the pending identity %s, and says what it waits for", async (name, what) => {
    const { "e-mail domain": result } = await resultsOf({ identities: { [name]: "Pending" } }, existing);
    expect(result).toMatchObject({ state: "to do", message: expect.stringContaining(`${name} waits ${what}`) });
    expect(result?.commands?.join()).toContain(`get-email-identity --email-identity ${name} `);
  });

  test("does not accept a top-level domain, another domain, or another address of the domain", async () => {
    const identities = { dev: "Success", "other.dev": "Success", "other@mail.shop.dev": "Success" };
    const { "e-mail domain": result } = await resultsOf({ identities }, existing);
    expect(result).toMatchObject({ state: "to do", message: expect.stringContaining("SES has no identity of") });
  });

  test("says at a first deploy that no identity is needed if another one covers the sender", async () => {
    const { "e-mail domain": result } = await resultsOf({ identities: { "shop.dev": "Success" } });
    expect(result).toEqual({
      state: "automatic",
      message: expect.stringMatching(/shop\.dev is verified and would do.*EXISTING/),
    });
  });

  test("stops a stage that sends by a domain above from creating an identity that would have to wait", async () => {
    const stack = sending("no-reply@mail.shop.dev");
    const { "e-mail domain": result } = await resultsOf({ identities: { "shop.dev": "Success" }, stack });
    expect(result).toMatchObject({ state: "required", commands: [expect.stringContaining("EXISTING")] });
  });

  test("warns a stage that gives up the identity which its stack created", async () => {
    const { "e-mail domain": result } = await resultsOf(
      { identities: { "mail.shop.dev": "Success" }, stack: OWNED },
      existing,
    );
    expect(result).toMatchObject({
      state: "automatic",
      message: expect.stringMatching(/^The stack gives up .*mail\.shop\.dev.*stays as it is/),
    });
  });

  test("does not count an identity that the stack gave up as the stack's own", async () => {
    const stack = sending(
      "no-reply@mail.shop.dev",
      resource("AWS::SES::EmailIdentity", "mail.shop.dev", "DELETE_SKIPPED"),
    );
    const identities = { "mail.shop.dev": "Success" };
    expect((await resultsOf({ identities, stack }))["e-mail domain"]).toMatchObject({ state: "required" });
    expect((await resultsOf({ identities, stack }, existing))["e-mail domain"]).toMatchObject({ state: "done" });
  });

  describe("a stage that sends switches to another sender only after SES has verified it", () => {
    const OLD = sending("no-reply@old.dev", resource("AWS::SES::EmailIdentity", "old.dev"));
    const old = { "old.dev": "Success" };
    test.each<
      [
        what: string,
        state: string,
        commands: RegExp[],
        identities: Record<string, string>,
        settings?: object,
        stack?: object,
      ]
    >([
      [
        "no identity, and the stack to create one",
        "required",
        [/create-email-identity .* mail\.shop\.dev/, /get-email-identity/, /EXISTING/],
        old,
      ],
      [
        "no identity, and the stack not to create one",
        "required",
        [/create-email-identity/, /get-email-identity/],
        old,
        existing,
      ],
      ["a pending identity", "required", [/get-email-identity/], { ...old, "mail.shop.dev": "Pending" }, existing],
      [
        "a pending identity of the domain above",
        "required",
        [/--email-identity shop\.dev/],
        { ...old, "shop.dev": "Pending" },
        existing,
      ],
      [
        "a verified identity that the stack would create again",
        "required",
        [/EXISTING/],
        { ...old, "mail.shop.dev": "Success" },
      ],
      ["a verified identity", "done", [], { ...old, "mail.shop.dev": "Success" }, existing],
      ["no identity, while the old sender never sent", "automatic", [], { "old.dev": "Pending" }],
      [
        "no identity, after a first deploy that was rolled back",
        "automatic",
        [],
        old,
        OWN,
        { ...OLD, resources: [resource("AWS::KMS::Key", "x", "DELETE_COMPLETE")] },
      ],
    ])("with %s the result is '%s'", async (_what, state, commands, identities, settings, stack = OLD) => {
      const { "e-mail domain": result } = await resultsOf({ identities, stack: stack as typeof OLD }, settings);
      expect(result?.state).toBe(state);
      expect(result?.commands ?? []).toEqual(commands.map((command) => expect.stringMatching(command)));
    });

    test("another address of the same domain is another sender if only the first address is verified", async () => {
      const identities = { "login@mail.shop.dev": "Success" };
      const { "e-mail domain": result } = await resultsOf(
        { identities, stack: sending("login@mail.shop.dev") },
        existing,
      );
      expect(result).toMatchObject({ state: "required", message: expect.stringContaining("Verify mail.shop.dev") });
    });
  });
});
