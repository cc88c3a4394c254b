import * as E from "fp-ts/lib/Either.js";
import type { ApplyOptions, RestoreReport } from "../../application/restore/apply-restore.ts";
import type { PlanOptions } from "../../application/restore/plan-task.ts";
import { compose } from "../../composition/compose.ts";
import { awsOnDemand } from "../../composition/schemes/aws-on-demand.ts";
import { type RestoreService, restoreService } from "../../composition/services/restore.ts";
import type { Settings } from "../../composition/settings.ts";
import { parseInstant } from "../../domain/model/instant.ts";
import { type ParameterName, parseParameterName } from "../../domain/model/parameter-name.ts";
import { parseSelection, type Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import { decodeRestorePlan, type RestorePlan } from "../../domain/restore/restore-plan.ts";
import { SsmbakError } from "./ssmbak-error.ts";

/** How {@link planRestore} plans. */
export interface PlanRestoreOptions extends Omit<PlanOptions, "only">, Settings {
  /** Whether a path in a textual selection includes all levels below. Default: false. */
  readonly recursive?: boolean;
  /** Only these names of the selection. Default: all. */
  readonly only?: ReadonlyArray<string>;
}

/** How {@link applyRestore} applies. */
export interface ApplyRestoreOptions extends ApplyOptions, Settings {}

const orReject = <A>(result: E.Either<{ readonly _tag: string; readonly message: string }, A>): A => {
  if (E.isLeft(result)) throw new SsmbakError(result.left);
  return result.right;
};

const orMisused = <A>(what: string, result: E.Either<string, A>): A =>
  orReject(E.isLeft(result) ? E.left({ _tag: "BadRestore", message: `${what}: expected ${result.left}` }) : result);

const withService = async <A>(settings: Settings, use: (service: RestoreService) => Promise<A>): Promise<A> => {
  const service = orReject(await compose(awsOnDemand, restoreService)(settings)());
  try {
    return await use(service);
  } finally {
    orReject(await service.close()());
  }
};

const toName = (text: string): ParameterName => orMisused("only", parseParameterName(text));

/**
 * Plans to bring a selection back to the state at an instant. Reads, and writes nothing.
 *
 * @param selection `/app/db` (one parameter), `/app/` (one level; with `recursive` all levels below), or a `Selection`.
 * @param instant ISO 8601 (without zone: UTC), unix seconds, `2h ago`, or milliseconds since the epoch as a number.
 * @returns The plan: plain data to look at, to save as JSON, and to hand to {@link applyRestore}. Rejects with an
 * {@link SsmbakError}.
 */
export const planRestore = (
  selection: string | Selection,
  instant: string | Millis,
  options: PlanRestoreOptions = {},
): Promise<RestorePlan> =>
  withService(options, async ({ planRestore: plan, clock }) => {
    const { recursive = false, only, ...others } = options;
    const selected =
      typeof selection === "string" ? orMisused("selection", parseSelection(selection, recursive)) : selection;
    const at = typeof instant === "string" ? orMisused("instant", parseInstant(instant, clock.now())).at : instant;
    const names = only === undefined ? {} : { only: only.map(toName) };
    return orReject(await plan(selected, at, { ...others, ...names })());
  });

/**
 * Applies a plan, and reads every written parameter back. A row is left alone when the parameter changed after the planning
 * (`Moved`), or when late facts changed the state at the instant (`Outdated`). Applying the same plan again writes only the
 * rows that are not done.
 *
 * @param plan From {@link planRestore}, also through JSON. An edited plan is refused, and so is a plan for another store,
 * source or region than the configured.
 * @returns An outcome for each row. Look at the outcomes: a failed row does not reject. Rejects with an {@link SsmbakError}.
 */
export const applyRestore = (plan: RestorePlan, options: ApplyRestoreOptions = {}): Promise<RestoreReport> =>
  withService(options, async (service) => {
    const decoded = orReject(decodeRestorePlan(plan));
    return orReject(await service.applyRestore(decoded, options)());
  });
