/** Runs something once, after milliseconds. @returns a function that calls it off */
export type After = (milliseconds: number, run: () => void) => () => void;

/** The system's timers. They keep no process alive. */
export const systemTimers: After = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
};
