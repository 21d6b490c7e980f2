import { serveWire, type WireServer } from "../wire/index.ts";

/** What belongs to a connection and not to what is sent over it. */
const OF_CONNECTION = ["host", "connection", "content-length", "transfer-encoding"];

/**
 * Serves the engine to functions whose clock is not the machine's. The engine's own `date` would tell them that their clock is wrong, and
 * AWS's SDK repeats a call that failed while it was.
 *
 * @param clock milliseconds since the epoch
 */
export const serveEngineByClock = (engineUrl: string, clock: () => number): Promise<WireServer> =>
  serveWire(
    async ({ method, headers, body }) => {
      const kept = Object.entries(headers).filter(([name]) => !OF_CONNECTION.includes(name)) as [string, string][];
      const answer = await fetch(engineUrl, { method, headers: kept, body: new Uint8Array(body) });
      const { "content-type": type = "", "x-amz-crc32": checksum } = Object.fromEntries(answer.headers);
      return {
        status: answer.status,
        headers: { "content-type": type, ...(checksum && { "x-amz-crc32": checksum }) },
        body: Buffer.from(await answer.arrayBuffer()),
      };
    },
    { clock, cors: false },
  );
