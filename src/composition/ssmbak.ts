import type * as TE from "fp-ts/lib/TaskEither.js";
import { backUpEvent } from "../application/back-up-event.ts";
import { type ProcessDependencies, processQueueEvent } from "../application/process-queue-event.ts";
import { readHistory } from "../application/read-history.ts";
import { sweep } from "../application/sweep.ts";
import { verify } from "../application/verify.ts";
import type { StoreError } from "../ports/store-error.ts";
import { closeBothSides } from "./close-both-sides.ts";

/** The service, wired: every use case with its dependencies filled in. */
export interface Ssmbak {
  readonly backUpEvent: ReturnType<typeof backUpEvent>;
  readonly processQueueEvent: ReturnType<typeof processQueueEvent>;
  readonly readHistory: ReturnType<typeof readHistory>;
  readonly verify: ReturnType<typeof verify>;
  readonly sweep: ReturnType<typeof sweep>;
  /** Lets go of files and connections. */
  close(): TE.TaskEither<StoreError, void>;
}

/** Fills the dependencies of every use case in. */
export const makeSsmbak = (dependencies: ProcessDependencies): Ssmbak => ({
  backUpEvent: backUpEvent(dependencies),
  processQueueEvent: processQueueEvent(dependencies),
  readHistory: readHistory(dependencies.store),
  verify: verify(dependencies),
  sweep: sweep(dependencies),
  close: closeBothSides(dependencies),
});
