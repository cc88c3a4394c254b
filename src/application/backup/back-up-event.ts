import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { ChangeEvent } from "../../domain/events/change-event.ts";
import { backUpChanges, type NameReport } from "./back-up-changes.ts";
import type { BackUpError } from "./complete-history.ts";
import { placeOf, type RefusedEvent, type ScopedDependencies } from "./scopes.ts";

/** {@link backUpChanges} for one event, in the account and region of the event. */
export const backUpEvent =
  (dependencies: ScopedDependencies) =>
  (event: ChangeEvent): TE.TaskEither<BackUpError | RefusedEvent, NameReport> =>
    pipe(
      TE.fromEither(placeOf(dependencies, event)),
      TE.chainW(({ open }) => open),
      TE.chainW((sides) => backUpChanges(sides)(event.name, [event])),
    );
