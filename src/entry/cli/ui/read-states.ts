import * as E from "fp-ts/lib/Either.js";
import type { QueryService } from "../../../composition/services/query.ts";
import type { VersionFact } from "../../../domain/model/fact.ts";
import type { Selection } from "../../../domain/model/selection.ts";
import type { Millis } from "../../../domain/model/time.ts";
import { type ExitCode, exitCodeOf } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

/** Reads the parameters of a selection that existed at an instant. `Left` after a message that says why reading failed. */
export const readStates = async (
  service: QueryService,
  selection: Selection,
  instant: Millis,
  terminal: Terminal,
): Promise<E.Either<ExitCode, ReadonlyArray<VersionFact>>> => {
  const states = await service.readStates(selection, instant)();
  if (E.isRight(states)) return states;
  terminal.err(`${states.left.message}\n`);
  return E.left(exitCodeOf(states.left));
};
