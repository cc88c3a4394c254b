import type * as TE from "fp-ts/lib/TaskEither.js";
import { sweep } from "../../application/audit/sweep.ts";
import { verify } from "../../application/audit/verify.ts";
import { backUpEvent } from "../../application/backup/back-up-event.ts";
import { type ProcessDependencies, processQueueEvent } from "../../application/backup/process-batch.ts";
import { readHistory } from "../../application/query/read-history.ts";
import type { StoreError } from "../../ports/store-error.ts";
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
