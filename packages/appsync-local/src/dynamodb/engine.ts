import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { findEngine } from "./find-engine.ts";

export interface DynamoDbOptions {
  /** Default 0: a free one. */
  port?: number;
  /** The file that the tables live in. Left out: in memory. */
  dbPath?: string;
}

/** A running engine. */
export interface DynamoDbEngine {
  /** `http://127.<random>:<port>` */
  endpoint: string;
  pid: number;
  /** Resolves when the engine has ended, whether it was stopped or ended by itself. */
  ended: Promise<void>;
  /** Ends the engine and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * The engine lets any page of a browser in (it answers every origin), and no option changes that. So it listens at an address
 * of the loopback network that nobody can guess: 24 random bits beside the port's. macOS has no other address there than
 * 127.0.0.1, so that only the port has to be guessed.
 */
async function loopbackHost(): Promise<string> {
  const unguessable = `127.${[...randomBytes(3)].map((byte) => 1 + (byte % 254)).join(".")}`;
  return freePort(unguessable).then(
    () => unguessable,
    () => "127.0.0.1",
  );
}

const START_MILLISECONDS = 10_000;
const STOP_MILLISECONDS = 5_000;
/** Another process can take a free port before the engine does. */
const TRIES = 5;
const SETPRIV = "/usr/bin/setpriv";

/**
 * Starts the embedded DynamoDB-compatible engine as a child, on the loopback interface, and waits until it listens. Where
 * the system has `setpriv` the kernel ends the engine with this process, even after a `kill -9`; elsewhere with an orderly
 * exit only. A start from a worker thread ties it to that thread.
 *
 * @throws Error with what brings the engine where there is none, or with what the engine said when it could not start
 */
export async function startDynamoDb({ port = 0, dbPath }: DynamoDbOptions = {}): Promise<DynamoDbEngine> {
  const binary = findEngine({ platform: process.platform, arch: process.arch, path: process.env.PATH });
  for (let tries = port === 0 ? TRIES : 1; ; tries--) {
    const host = await loopbackHost();
    const chosen = port === 0 ? await freePort(host) : port;
    try {
      return await start(binary, host, chosen, dbPath);
    } catch (error) {
      if (tries === 1 || !String(error).includes("already in use")) throw error;
    }
  }
}

async function start(binary: string, host: string, port: number, dbPath: string | undefined): Promise<DynamoDbEngine> {
  const command = [binary, "serve", "--host", host, "--port", String(port), ...(dbPath ? ["--db-path", dbPath] : [])];
  if (existsSync(SETPRIV)) command.unshift(SETPRIV, "--pdeathsig", "KILL", "--");
  const [file, ...args] = command as [string, ...string[]];
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"], env: {} });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  void exited.then(() => process.off("exit", killAtExit));
  try {
    await listening(child, exited);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  const endpoint = `http://${host}:${port}`;
  return { endpoint, pid: child.pid as number, ended: exited, stop: () => stop(child, exited) };
}

/** Waits for the line by which the engine says that it listens. */
function listening(child: ChildProcess, exited: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const fail = (why: string) => reject(new Error(`the embedded engine ${why}: ${said.join(" ")}`));
    const timer = setTimeout(() => fail(`did not listen within ${START_MILLISECONDS} ms`), START_MILLISECONDS);
    const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream });
    lines.on("line", (line) => {
      if (line.includes("listening on")) {
        clearTimeout(timer);
        resolve();
      }
      said.push(line);
    });
    child.once("error", (error) => fail(`could not be started (${error.message})`));
    // The output ends after the exit, and its last lines say why.
    void Promise.all([exited, new Promise((closed) => lines.once("close", closed))]).then(() => {
      clearTimeout(timer);
      fail("ended");
    });
  });
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MILLISECONDS);
  await exited;
  clearTimeout(timer);
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
