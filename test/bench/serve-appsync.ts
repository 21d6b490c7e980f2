import { enableCompileCache, flushCompileCache } from "node:module";

// As an entry point that wants to start fast does it: compiled code is kept from one start to the next.
enableCompileCache();
const { startAppSync } = await import("appsync-local");
const { describeBench } = await import("./bench-api.ts");

/** The runtime in a process of its own. */
const endpoint = await startAppSync(describeBench(process.argv[2] ?? ""));

process.send?.({ port: endpoint.port });
flushCompileCache();
process.on("disconnect", () => process.exit());
process.on("message", () => process.send?.({ rss: process.memoryUsage.rss() }));
