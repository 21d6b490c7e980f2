/** Tells the parent the port, and the processor time of this process in milliseconds whenever the parent asks. */
export function answerCpuTime(port: number): void {
  process.send?.({ port });
  process.on("disconnect", () => process.exit());
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ milliseconds: (user + system) / 1_000 });
  });
}
