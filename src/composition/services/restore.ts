import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { Container } from "inversify";
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
import type { ParameterTarget } from "../../ports/parameter-target.ts";
import type { Recipe } from "../compose.ts";
import { orThrow, toCompositionError } from "../composition-failure.ts";
import type { Configuration } from "../config/configuration.ts";
import { configurationError } from "../config/configuration-error.ts";
import { type Token, tokenOf, tokens } from "../container.ts";
import { builtInTargets } from "../schemes/built-in-targets.ts";
import { openUrl } from "../schemes/open-url.ts";
import type { CompositionError } from "../schemes/scheme.ts";
import { isObjectUrl, type Settings } from "../settings.ts";
import type { OpenedSides } from "./open-scopes.ts";

/** The use cases that restore, wired. */
export interface RestoreService {
  readonly clock: Clock;
  readonly planRestore: ReturnType<typeof planRestore>;
  /** Whether a plan may be applied here: for telling before anybody is asked to confirm. */
  checkPlan(plan: RestorePlan): E.Either<ApplyError, void>;
  /** Opens the Parameter Store to write to, and applies. */
  applyRestore(plan: RestorePlan, options?: ApplyOptions): TE.TaskEither<ApplyError | CompositionError, RestoreReport>;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

const pause = (milliseconds: number): Promise<void> => setTimeout(milliseconds);

/** The role is left out: a plan may be made with the rights to read, and applied with the rights to write. */
const originOf = ({ store = "", source, region, scopes }: Configuration): RestoreOrigin => ({
  store,
  source: source.startsWith("ssm:") ? source.replace(/\?.*$/, "") : source,
  region: scopes?.prefixed ? scopes.all[0].region : region,
  ...(scopes?.prefixed ? { account: scopes.all[0].account } : {}),
});

const openTarget = ({ target, targets = [] }: Settings, { source }: Configuration): Promise<ParameterTarget> => {
  const url = typeof target === "string" ? target : source;
  const task: TE.TaskEither<CompositionError, ParameterTarget> = isObjectUrl(url)
    ? TE.left(configurationError("target", "not given: a source that is an object needs a target to restore into"))
    : openUrl(target === undefined ? "SSMBAK_SOURCE" : "target", url, [...targets, ...builtInTargets]);
  return orThrow(task);
};

const bindTarget = (container: Container, token: Token<ParameterTarget>): void => {
  const { target } = container.get(tokens.settings);
  if (typeof target === "object") container.bind(token).toConstantValue(target);
  else {
    container
      .bind(token)
      .toResolvedValue(openTarget, [tokens.settings, tokens.configuration])
      .onActivation(container.get(tokens.openParts).closedBy((opened) => opened.close()));
  }
};

/** @param target Opens the target when a plan is applied: planning needs no right to write. */
const makeRestoreService =
  (target: TE.TaskEither<CompositionError, ParameterTarget>) =>
  ({ source, store }: OpenedSides, clock: Clock, configuration: Configuration): RestoreService => {
    const dependencies: PlanDependencies = { source, store, clock, origin: originOf(configuration), digest };
    return {
      clock,
      planRestore: planRestore(dependencies),
      checkPlan: (plan) => checkPlan(dependencies, plan),
      applyRestore: (plan, options) =>
        pipe(
          target,
          TE.chainW((opened) => applyRestore({ ...dependencies, target: opened, pause })(plan, options)),
        ),
    };
  };

/** The service behind `planRestore`, `applyRestore`, `ssmbak preview` and `restore`. The Lambda function does not load it. */
export const restoreService: Recipe<RestoreService> = (container, service) => {
  const target = tokenOf<ParameterTarget>("ParameterTarget");
  bindTarget(container, target);
  const open = TE.tryCatch(() => container.getAsync(target), toCompositionError);
  container.bind(service).toResolvedValue(makeRestoreService(open), [tokens.sides, tokens.clock, tokens.configuration]);
};
