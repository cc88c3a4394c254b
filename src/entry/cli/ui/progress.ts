import { clearLine, cursorTo } from "node:readline";
import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** A progress bar on a terminal. Without a screen the bar does nothing. */
export interface Progress {
  /** Draws the bar. `what` names the counted things, in the plural. */
  start(total: number, what: string): void;
  /** Counts one more thing. The total grows when the count goes beyond the total. */
  advance(): void;
  /** Wipes the bar away before a line is printed. The next step draws the bar again. */
  clear(): void;
  /** Removes the bar. */
  stop(): void;
}

const noProgress: Progress = { start: () => {}, advance: () => {}, clear: () => {}, stop: () => {} };

/** Makes the progress bar of a terminal. */
export const progressOn = ({ screen }: Pick<Terminal, "screen">): Progress => {
  if (screen === undefined) return noProgress;
  const bar = new SingleBar(
    // The bar ignores signals: the command itself ends in an orderly way.
    {
      stream: screen,
      clearOnComplete: true,
      hideCursor: null,
      gracefulExit: false,
      format: "{bar} {value}/{total} {what}  {eta_formatted} left",
    },
    Presets.shades_classic,
  );
  let done = 0;
  return {
    start: (total, what) => bar.start(total, 0, { what }),
    advance: () => {
      done += 1;
      if (done > bar.getTotal()) bar.setTotal(done);
      bar.update(done);
    },
    clear: () => {
      cursorTo(screen, 0);
      clearLine(screen, 0);
    },
    stop: () => bar.stop(),
  };
};
