const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Runs with a signal that the first Ctrl-C or SIGTERM aborts. A second Ctrl-C ends the process at once, as ever. */
export const interruptible = async <A>(use: (signal: AbortSignal) => Promise<A>): Promise<A> => {
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort();
    release();
  };
  const release = (): void => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await use(stop.signal);
  } finally {
    release();
  }
};
