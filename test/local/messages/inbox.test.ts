import { request } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMessages, type MessagesServer, startMessages } from "../../../local/messages/index.ts";

let now = Date.UTC(2030, 0, 1);
let server: MessagesServer;

beforeAll(async () => {
  server = await startMessages({ clock: () => now });
});

afterAll(() => server.close());

beforeEach(() => server.inbox.clear());

const sms = (text: string, to = "+12025550123") =>
  server.inbox.add({ channel: "SMS", to, subject: null, text, html: null, attributes: { campaign: "x" } });

const email = (subject: string, text: string, html: string | null) =>
  server.inbox.add({
    channel: "EMAIL",
    to: "user@example.org",
    subject,
    text,
    html,
    attributes: {
      source: "codes@example.com",
      toAddresses: ["user@example.org"],
      ccAddresses: [],
      bccAddresses: [],
      replyToAddresses: [],
      returnPath: null,
      configurationSetName: null,
      tags: {},
      headers: {},
    },
  });

const getJson = async (path: string) => {
  const response = await fetch(server.url + path);
  return { status: response.status, body: await response.json() };
};

/** Sends a request with the given Host and Origin, which `fetch` does not let its callers choose. */
const statusOf = (path: string, headers: Record<string, string>, method = "GET") =>
  new Promise<number | undefined>((resolve, reject) => {
    request(server.url + path, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });

describe("the list", () => {
  test("has the newest message first, and exactly the promised keys", async () => {
    const first = sms("one");
    now += 1_000;
    const second = email("Your code", "two", "<p>two</p>");
    expect(await getJson("/inbox.json")).toEqual({
      status: 200,
      body: [
        {
          id: second,
          channel: "EMAIL",
          to: "user@example.org",
          subject: "Your code",
          text: "two",
          html: "<p>two</p>",
          sentAt: "2030-01-01T00:00:01.000Z",
        },
        {
          id: first,
          channel: "SMS",
          to: "+12025550123",
          subject: null,
          text: "one",
          html: null,
          sentAt: "2030-01-01T00:00:00.000Z",
        },
      ],
    });
  });

  test("has messages of the same moment in order of arrival", () => {
    for (const text of ["1", "2", "3"]) sms(text);
    expect(server.inbox.list().map(({ text }) => text)).toEqual(["3", "2", "1"]);
  });

  test("keeps the newest 1,000 messages", () => {
    for (let count = 1; count <= 1_003; count++) sms(`${count}`);
    const texts = server.inbox.list().map(({ text }) => text);
    expect([texts.length, texts[0], texts.at(-1)]).toEqual([1_000, "1003", "4"]);
  });

  test("is emptied by DELETE", async () => {
    sms("one");
    expect((await fetch(`${server.url}/inbox.json`, { method: "DELETE" })).status).toBe(204);
    expect((await getJson("/inbox.json")).body).toEqual([]);
  });

  test("gives a single message by its id, with its attributes", async () => {
    const id = sms("one");
    const { body } = await getJson(`/inbox/${id}.json`);
    expect(body).toMatchObject({ id, text: "one", attributes: { campaign: "x" } });
    expect((await getJson("/inbox/none.json")).status).toBe(404);
  });

  test("answers 404 to unknown paths, and 405 to other methods", async () => {
    expect((await getJson("/other")).status).toBe(404);
    for (const path of ["/inbox", "/inbox.json", "/inbox/1.json"]) {
      const response = await fetch(server.url + path, { method: "PUT" });
      expect([response.status, response.headers.get("allow")?.startsWith("GET")]).toEqual([405, true]);
    }
  });

  test("is a page that the port's root leads to", async () => {
    const answer = await fetch(server.url, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/inbox"]);
  });

  test("survives a restart as plain data, and reports each change", () => {
    let changes = 0;
    const before = createMessages({ onChange: () => changes++ });
    for (const text of ["one", "two"]) {
      before.inbox.add({ channel: "SMS", to: "+1", subject: null, text, html: null, attributes: {} });
    }
    const state = JSON.parse(JSON.stringify(before.snapshot()));
    const after = createMessages({ state });
    expect(after.inbox.list()).toEqual(before.inbox.list());
    expect(after.snapshot()).toEqual(before.snapshot());
    before.inbox.clear();
    expect([changes, before.inbox.list(), after.inbox.list().length]).toEqual([3, [], 2]);
  });
});

describe("the page", () => {
  const page = async () => (await fetch(server.inboxUrl)).text();

  test("shows the channel, recipient, time and text of each message", async () => {
    now = Date.UTC(2030, 0, 1, 12, 30);
    sms("Your code is 012345");
    const html = await page();
    for (const part of ["SMS", "+12025550123", "2030-01-01 12:30:00 UTC", "Your code is 012345", "1 message"]) {
      expect(html).toContain(part);
    }
  });

  test("shows markup in a message as text", async () => {
    sms("<script>alert(1)</script>&amp;");
    email("</h2><img src=x>", "</pre><script>", null);
    const html = await page();
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;");
    expect(html).toContain("&lt;/h2&gt;&lt;img src=x&gt;");
  });

  test("shows an e-mail's HTML in a frame that it cannot leave and that may run nothing", async () => {
    email("Your code", "012345", `<p title='a' dir="rtl">"></iframe><script>alert(1)</script>`);
    const html = await page();
    expect(html).toContain('sandbox=""');
    expect(html).toContain(
      'srcdoc="&lt;p title=&#39;a&#39; dir=&quot;rtl&quot;&gt;&quot;&gt;&lt;/iframe&gt;&lt;script&gt;alert(1)&lt;/script&gt;"',
    );
    expect(html.match(/<\/iframe>/g)).toHaveLength(1);
  });

  test("shows each text in its own direction", async () => {
    email("رمزك", "رمزك هو 012345", null);
    const html = await page();
    expect(html).toContain('<h2 dir="auto">رمزك</h2>');
    expect(html).toContain('<pre dir="auto">\nرمزك هو 012345</pre>');
  });

  test("keeps an empty first line of a text", async () => {
    sms("\n012345");
    expect(await page()).toContain('<pre dir="auto">\n\n012345</pre>');
  });

  test("may load nothing and run only its own script", async () => {
    const response = await fetch(server.inboxUrl);
    const policy = response.headers.get("content-security-policy");
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; /);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const html = await response.text();
    expect(html).not.toMatch(/\son\w+=|https?:/);
  });

  test("shows the newest 100 and says how many there are", async () => {
    for (let count = 1; count <= 101; count++) sms(`number ${count}`);
    const html = await page();
    expect(html.match(/<article/g)).toHaveLength(100);
    expect(html).toContain("The newest 100 of 101 messages");
    expect(html).toContain("number 101<");
  });
});

describe("the protection against pages of other hosts", () => {
  const port = () => new URL(server.url).port;

  test.each(["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])("lets requests to %s pass", async (name) => {
    expect(await statusOf("/inbox.json", { host: `${name}:${port()}` })).toBe(200);
    expect(await statusOf("/inbox", { host: name })).toBe(200);
  });

  test.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80", "0.0.0.0"])(
    "refuses the host name '%s', which may be rebound to this machine",
    async (host) => {
      sms("012345");
      for (const path of ["/inbox", "/inbox.json", "/sns"]) expect(await statusOf(path, { host })).toBe(403);
      expect(await statusOf("/inbox.json", { host }, "DELETE")).toBe(403);
      expect(server.inbox.list()).toHaveLength(1);
    },
  );

  test("refuses requests of another origin, both to read and to send", async () => {
    for (const origin of ["https://evil.example", "null", "http://localhost.evil.example"]) {
      expect(await statusOf("/inbox.json", { origin })).toBe(403);
      expect(await statusOf("/inbox.json", { origin }, "DELETE")).toBe(403);
      expect(await statusOf("/sns", { origin }, "POST")).toBe(403);
    }
    expect(await statusOf("/inbox.json", { origin: server.url })).toBe(200);
  });

  test("allows no other origin by CORS", async () => {
    const response = await fetch(server.inboxUrl);
    expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});
