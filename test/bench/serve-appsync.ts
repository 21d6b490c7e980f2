import { enableCompileCache, flushCompileCache } from "node:module";

// Keeps compiled code from one start to the next, as an entry point that should start fast does.
enableCompileCache();
const { startAppSync } = await import("appsync-local");
const { describeBench } = await import("./bench-api.ts");

/** Serves the runtime in its own process. */
const endpoint = await startAppSync(describeBench(process.argv[2] ?? ""));

process.send?.({ port: endpoint.port });
flushCompileCache();
process.on("disconnect", () => process.exit());
process.on("message", () => process.send?.({ rss: process.memoryUsage.rss() }));
