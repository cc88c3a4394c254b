import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { readStates } from "../../application/query/read-states.ts";
import {
  type ApplyError,
  type ApplyOptions,
  applyRestore,
  checkPlan,
  type RestoreReport,
} from "../../application/restore/apply-restore.ts";
import { planRestore } from "../../application/restore/plan-restore.ts";
import type { PlanDependencies } from "../../application/restore/plan-task.ts";
import type { RestoreOrigin, RestorePlan } from "../../domain/restore/restore-plan.ts";
import type { Clock } from "../../ports/clock.ts";
import type { StoreError } from "../../ports/store-error.ts";
import { composeService, type Extensions, failureIn, openUrl, type Parts } from "../compose.ts";
import type { Configuration, Overrides } from "../config/configuration.ts";
import { configurationError } from "../config/configuration-error.ts";
import type { AwsAdapters } from "../schemes/aws-adapters.ts";
import { builtInTargets } from "../schemes/built-in-targets.ts";
import type { CompositionError } from "../schemes/scheme.ts";
import { closeBothSides } from "./close-both-sides.ts";

/** The use cases that look back and restore, with their dependencies filled in. */
export interface RestoreService {
  readonly clock: Clock;
  readonly planRestore: ReturnType<typeof planRestore>;
  readonly readStates: ReturnType<typeof readStates>;
  /** Whether a plan may be applied here: for telling before anybody is asked to confirm. */
  checkPlan(plan: RestorePlan): E.Either<ApplyError, void>;
  /** Opens the Parameter Store to write to, and applies. */
  applyRestore(plan: RestorePlan, options?: ApplyOptions): TE.TaskEither<ApplyError | CompositionError, RestoreReport>;
  /** Lets go of files and connections. */
  close(): TE.TaskEither<StoreError, void>;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

const pause = (milliseconds: number): Promise<void> => setTimeout(milliseconds);

const openTarget = (source: string, { targets = [] }: Extensions) =>
  TE.tryCatch(
    () => openUrl("SSMBAK_SOURCE", source, [...targets, ...builtInTargets]),
    (error) => failureIn(error) ?? configurationError("SSMBAK_SOURCE", "could not be opened to write"),
  );

/** The role is left out: a plan may be made with the rights to read, and applied with the rights to write. */
const originOf = ({ store = "", source, region, scopes }: Configuration): RestoreOrigin => ({
  store,
  source: source.startsWith("ssm:") ? source.replace(/\?.*$/, "") : source,
  region: scopes?.prefixed ? scopes.all[0].region : region,
  ...(scopes?.prefixed ? { account: scopes.all[0].account } : {}),
});

const makeRestore =
  (extensions: Extensions) =>
  ({ source, store, clock, configuration }: Parts): RestoreService => {
    const dependencies: PlanDependencies = { source, store, clock, origin: originOf(configuration), digest };
    return {
      clock,
      planRestore: planRestore(dependencies),
      readStates: readStates(store),
      checkPlan: (plan) => checkPlan(dependencies, plan),
      applyRestore: (plan, options) =>
        pipe(
          openTarget(configuration.source, extensions),
          TE.chainW((target) =>
            pipe(
              applyRestore({ ...dependencies, target, pause })(plan, options),
              TE.chainFirstIOK(() => () => target.close()),
            ),
          ),
        ),
      close: closeBothSides({ source, store }),
    };
  };

/** Composes the service that looks back and restores. The Lambda function does not use it. */
export const composeRestore =
  (aws: AwsAdapters) =>
  (overrides: Overrides = {}, extensions: Extensions = {}): TE.TaskEither<CompositionError, RestoreService> =>
    composeService(aws, makeRestore(extensions))(overrides, extensions);
