import { execFileSync, spawnSync } from "node:child_process";
import type { LookupAddress, lookup } from "node:dns";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkedLookup, checkLiteral } from "../../functions/webhook/address.ts";
import { post } from "../../functions/webhook/post.ts";

/** Which addresses a webhook may lead to, and how long a post may take. test/service/webhooks.test.ts runs the function as a whole. */

/** Looks a name up that has these addresses. */
function lookUp(addresses: string[], loopback = false): Promise<string | LookupAddress[]> {
  const resolve = ((_host: string, _options: object, callback: (error: null, found: LookupAddress[]) => void) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    )) as unknown as typeof lookup;
  return new Promise((found, failed) =>
    checkedLookup(loopback, resolve)("127.0.0.1.nip.io", { all: true }, (error, address) =>
      error ? failed(error) : found(address),
    ),
  );
}

const LOOPBACK = ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"];
const CLOSED = [
  // Private and shared networks, link-local addresses, the metadata of a machine in AWS.
  ...["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "169.254.169.254", "fd00:ec2::254"],
  ...["fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"],
  // No host at all, many hosts, and what is reserved.
  ...["0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1", "240.0.0.1", "198.18.0.1", "192.0.2.1", "203.0.113.1"],
  ...["::", "ff02::1", "2001:db8::1", "3fff::1", "100::1", "4000::1"],
  // Addresses that hold an IPv4 address, which a translator on the way may take out again.
  ...["64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1", "2001::1", "::10.0.0.1", "::7f00:1", "::ffff:0:7f00:1"],
];
const PUBLIC = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"];

describe("a name that resolves to", () => {
  test.each([...LOOPBACK, ...CLOSED])("S33 %s is refused, also beside an address that is public", async (address) => {
    await expect(lookUp([address])).rejects.toMatchObject({ code: "AddressRefused" });
    await expect(lookUp(["8.8.8.8", address])).rejects.toMatchObject({ code: "AddressRefused" });
  });

  test.each(PUBLIC)("%s is allowed, and that address is connected to", async (address) => {
    expect(await lookUp([address])).toEqual([{ address, family: address.includes(":") ? 6 : 4 }]);
  });

  test.each(LOOPBACK)("%s is allowed on one machine", async (address) => {
    expect(await lookUp([address], true)).toHaveLength(1);
  });

  test.each(CLOSED)("%s is refused on one machine, too", async (address) => {
    await expect(lookUp([address], true)).rejects.toMatchObject({ code: "AddressRefused" });
  });
});

test("a name that nobody knows is told as such", async () => {
  const unknown = Object.assign(new Error("unknown"), { code: "ENOTFOUND" });
  const resolve = ((_host: string, _options: object, callback: (error: Error) => void) =>
    callback(unknown)) as unknown as typeof lookup;
  const found = new Promise((_, failed) => checkedLookup(false, resolve)("example.com", { all: true }, failed));
  await expect(found).rejects.toBe(unknown);
});

test("S33 an address in place of a name is held to the same", () => {
  const hosts = (addresses: string[]) =>
    addresses
      .filter((address) => !address.includes("%"))
      .map((address) => (address.includes(":") ? `[${address}]` : address));
  for (const host of hosts([...LOOPBACK, ...CLOSED])) expect(() => checkLiteral(host, false), host).toThrow();
  for (const host of [...hosts(PUBLIC), "example.com"]) expect(() => checkLiteral(host, false), host).not.toThrow();
  for (const host of hosts(LOOPBACK)) expect(() => checkLiteral(host, true), host).not.toThrow();
});

describe("a post", () => {
  const server = createServer(() => {});
  let url: string;
  beforeAll(async () => {
    vi.stubEnv("WEBHOOK_LOOPBACK", "true");
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });

  test("ends after ten seconds, whatever the receiver does, and is answered as a failure", async () => {
    const limit = new AbortController();
    const asked = vi.spyOn(AbortSignal, "timeout").mockReturnValue(limit.signal);
    const arrived = new Promise((connected) => server.once("request", connected));
    const posted = post(url, "set", new AbortController().signal);
    await arrived;
    limit.abort();
    expect(await posted).toEqual({ error: "ABORT_ERR" });
    expect(asked.mock.calls).toEqual([[10_000]]);
    asked.mockRestore();
  });

  test("ends where a receiver gives the connection another protocol, which Node ends without a word", async () => {
    const upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
    server.once("connection", (socket) => socket.once("data", () => socket.write(upgraded)));
    expect(await post(url, "set", new AbortController().signal)).toEqual({ error: "ECONNRESET" });
  });

  test("ends with the time of the function", async () => {
    expect(await post(url, "set", AbortSignal.abort())).toEqual({ error: "ABORT_ERR" });
  });
});

const missing = !process.env.CI && spawnSync("openssl", ["version"]).status !== 0;

describe.skipIf(missing)("over TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const trusted = getCACertificates();
  let port: number;
  const bodies: string[] = [];
  let close = () => {};
  beforeAll(async () => {
    vi.stubEnv("WEBHOOK_LOOPBACK", "true");
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", ...made, ...subject], { stdio: "pipe" });
    const options = { key: readFileSync(key), cert: readFileSync(cert) };
    const server = createTlsServer(options, async (request, response) => {
      bodies.push(Buffer.concat(await request.toArray()).toString());
      response.writeHead(202).end();
    });
    await new Promise<void>((listening) => server.listen(0, listening));
    port = (server.address() as AddressInfo).port;
    close = () => {
      server.closeAllConnections();
      server.close();
    };
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    setDefaultCACertificates(trusted);
    close();
    rmSync(folder, { recursive: true });
  });
  const postTo = (host: string) => post(`https://${host}:${port}/`, "set", new AbortController().signal);

  test("a receiver whose certificate nobody vouches for gets nothing", async () => {
    expect(await postTo("localhost")).toEqual({ error: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(bodies).toEqual([]);
  });

  test("a receiver gets what is for it if its certificate has its name, and nothing under another one", async () => {
    setDefaultCACertificates([...trusted, readFileSync(cert, "utf8")]);
    expect(await postTo("127.0.0.1")).toEqual({ error: "ERR_TLS_CERT_ALTNAME_INVALID" });
    expect(bodies).toEqual([]);
    expect(await postTo("localhost")).toEqual({ status: 202 });
    expect(bodies).toEqual(["set"]);
  });
});
