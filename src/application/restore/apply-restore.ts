import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import pMap from "p-map";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { type RestorePlan, type RestoreRow, sealedText } from "../../domain/restore/restore-plan.ts";
import { type Failure, failureOf } from "../../ports/failure.ts";
import { catchThrows } from "../catch-throws.ts";
import { applyRow, type RowDependencies, type RowError } from "./apply-row.ts";
import type { PlanDependencies } from "./plan-task.ts";

/** The ports that applying a plan uses. */
export interface ApplyDependencies extends PlanDependencies, RowDependencies {}

/** How a plan is applied. */
export interface ApplyOptions {
  /**
   * Stops the applying: started rows are finished, and no other row is started. Default: nothing stops the applying.
   */
  readonly signal?: AbortSignal;
  /** Called after each row with the number of finished rows and the number of all rows. Default: nothing is called. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The result of a row.
 * - `Applied`: the parameter was written, read back and found right.
 * - `Unchanged`: the parameter needed no write.
 * - `Moved`: the live parameter changed after the planning. The parameter was left alone.
 * - `Outdated`: the store learned a fact after the planning, and the parameter's state at the instant is another one
 *   now. The parameter was left alone.
 * - `Failed`: see `reason`.
 * - `NotReached`: the applying was stopped before this row.
 */
export interface RowResult {
  readonly name: ParameterName;
  readonly action: RestoreRow["action"];
  readonly outcome: "Applied" | "Unchanged" | "Moved" | "Outdated" | "Failed" | "NotReached";
  /** The tag of the failure. Absent: the row did not fail. */
  readonly reason?: string;
  /** For people; quotes no value. */
  readonly message?: string;
}

/** The result of a plan: one result for every row whose action is not `Nothing`, in the plan's order. */
export interface RestoreReport {
  readonly results: ReadonlyArray<RowResult>;
  /** Whether the signal stopped the applying before the end. Applying the same plan again goes on. */
  readonly stopped: boolean;
}

/** The plan was edited. */
export type PlanEdited = Failure<"PlanEdited">;
/** The plan was made for another store, Parameter Store, account or region. */
export type PlanElsewhere = Failure<"PlanElsewhere">;
/** Why a plan is not applied at all. */
export type ApplyError = PlanEdited | PlanElsewhere;

const planEdited = failureOf("PlanEdited");
const planElsewhere = failureOf("PlanElsewhere");

/** Rows that are applied at once: SSM takes about three writes a second. */
const CONCURRENT_ROWS = 4;

const toResult = ({ name, action }: RestoreRow, done: E.Either<RowError, ReadonlyArray<string>>): RowResult => {
  if (E.isRight(done)) {
    const notes = done.right.length === 0 ? {} : { message: done.right.join("; ") };
    return { name, action, outcome: "Applied", ...notes };
  }
  const { _tag, message } = done.left;
  if (_tag === "Unchanged" || _tag === "Outdated") return { name, action, outcome: _tag, message };
  if (_tag === "Moved" || _tag === "TargetMoved") return { name, action, outcome: "Moved", message };
  return { name, action, outcome: "Failed", reason: _tag, message };
};

/**
 * Whether a plan may be applied here. The plan must not be edited, and must be for this store, Parameter Store, account
 * and region.
 */
export const checkPlan = (
  { digest, origin }: Pick<PlanDependencies, "digest" | "origin">,
  plan: RestorePlan,
): E.Either<ApplyError, void> => {
  if (digest(sealedText(plan)) !== plan.integrity) {
    return E.left(planEdited("the plan was edited after it was made: make a new one"));
  }
  const other = (["store", "source", "account", "region"] as const).filter((key) => plan.origin[key] !== origin[key]);
  return other.length === 0
    ? E.right(undefined)
    : E.left(planElsewhere(`the plan was made for another ${other.join(" and ")}: use it there, or make a new one`));
};

/**
 * Applies a plan, four rows at once, and reads every written parameter back. A row is skipped when the parameter
 * changed after the planning, or when the store learned another state of the instant. An unchanged parameter is not
 * written. Applying a plan again applies the remaining rows. A failing row never stops other rows.
 */
export const applyRestore =
  (dependencies: ApplyDependencies) =>
  (plan: RestorePlan, { signal, onProgress }: ApplyOptions = {}): TE.TaskEither<ApplyError, RestoreReport> =>
    pipe(
      TE.fromEither(checkPlan(dependencies, plan)),
      TE.chainTaskK(() => async () => {
        const rows = plan.rows.filter(({ action }) => action !== "Nothing");
        let done = 0;
        const results = await pMap(
          rows,
          async (row): Promise<RowResult> => {
            if (signal?.aborted) return { name: row.name, action: row.action, outcome: "NotReached" };
            const result = toResult(row, await catchThrows(() => applyRow(dependencies, row, plan)())());
            done += 1;
            onProgress?.(done, rows.length);
            return result;
          },
          { concurrency: CONCURRENT_ROWS },
        );
        return { results, stopped: results.some(({ outcome }) => outcome === "NotReached") };
      }),
    );
