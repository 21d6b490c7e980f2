import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { expect } from "vitest";
import { type AuditEvent, EVENT_SOURCE } from "../../contract/events.ts";
import { EVENT_BUS, REGION } from "../../local/service/index.ts";
import type { TestService } from "./support.ts";

/** A receiver of webhooks on this machine, and events for it. */

export interface Posted {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingMessage["headers"];
  /** The SET. */
  body: string;
}

export type Reply = (response: ServerResponse, posted: Posted) => unknown;

/** Answers with a status, and a body if there is one. */
export const reply =
  (status: number, body?: string | object, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response.writeHead(status, headers).end(typeof body === "object" ? JSON.stringify(body) : body);

/** Starts a receiver, which answers 202 unless a test says otherwise. */
export async function startReceiver() {
  const posted: Posted[] = [];
  const receiver = {
    posted,
    /** How it answers from now on. */
    answer: reply(202),
    /** What was posted, in the order in which it came; none of it is given again. */
    take: () => posted.splice(0),
    url: "",
    port: 0,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const one = { method: request.method, path: request.url, headers: request.headers, body };
    posted.push(one);
    await receiver.answer(response, one);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  receiver.port = (server.address() as AddressInfo).port;
  receiver.url = `http://127.0.0.1:${receiver.port}/secret-path?key=secret-query`;
  return receiver;
}

/** An event of a tenant, as the stream function makes them. */
export const anEvent = (service: TestService, tenant: string, more: Partial<AuditEvent> = {}): AuditEvent =>
  ({
    id: randomUUID().replaceAll("-", ""),
    type: "otp.sent",
    time: new Date(service.now()).toISOString(),
    result: "SUCCESS",
    tenant,
    subject: "customer-1",
    operator: null,
    tokenId: `login_1-_${"0".repeat(64)}`,
    purpose: "login",
    channel: "EMAIL",
    destination: "c•••@example.com",
    knownDevice: false,
    ...more,
  }) as AuditEvent;

/** Puts events on the bus, as the stream function does. */
export async function putEvents(service: TestService, events: AuditEvent[], Source = EVENT_SOURCE): Promise<void> {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const sdk = new EventBridge({ endpoint: service.events.url, region: REGION, credentials });
  const Entries = events.map((event) => ({
    EventBusName: EVENT_BUS,
    Source,
    DetailType: event.type,
    Detail: JSON.stringify(event),
  }));
  const { FailedEntryCount } = await sdk.putEvents({ Entries }).finally(() => sdk.destroy());
  expect(FailedEntryCount).toBe(0);
}

/** Checks a SET as a receiver does, with nothing but the published keys. @throws as jose does */
export const checkSet = ({ outputs: { jwksUrl, proofIssuer } }: TestService, set: string, tenant: string) =>
  jwtVerify(set, createRemoteJWKSet(new URL(jwksUrl)), {
    algorithms: ["RS256"],
    typ: "secevent+jwt",
    issuer: `${proofIssuer}/${tenant}`,
    audience: tenant,
    requiredClaims: ["iat", "jti", "events"],
  });
