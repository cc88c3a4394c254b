import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import type { PlanOptions } from "../../../application/restore/plan-task.ts";
import type { RestoreService } from "../../../composition/services/restore.ts";
import type { ParameterName } from "../../../domain/model/parameter-name.ts";
import type { RestorePlan } from "../../../domain/restore/restore-plan.ts";
import { type CommonOptions, regionArgument, withCommonOptions } from "./common-options.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { readInstant, readName, readSelection } from "./read-arguments.ts";
import { printable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** The options of `preview` and `restore`. */
export interface PreviewOptions extends CommonOptions {
  readonly recursive: boolean;
  readonly only?: ReadonlyArray<string>;
  readonly prune: boolean;
  readonly to?: string;
  readonly toRegion?: string;
  readonly thorough: boolean;
  readonly allowRecreate: boolean;
  readonly diff: boolean;
  readonly showValues: boolean;
}

/** Adds the options of `preview` and `restore`. */
export const withPlanOptions = (command: Command): Command =>
  withCommonOptions(command)
    .option("-r, --recursive", "all that is below the path", false)
    .option("--only <name...>", "only these names")
    .option("--prune", "delete what came into being after the instant", false)
    .option("--to <path>", "restore into another path, and leave the original alone")
    .option("--to-region <region>", "restore into another region", regionArgument)
    .option("--thorough", "also compare labels and tags of what has not changed since", false)
    .option("--allow-recreate", "delete and re-create where Parameter Store takes nothing else", false)
    .option("--diff", "show the attributes that differ", false)
    .option("--show-values", "show values, secrets included", false);

/** A plan; `Left` after a message that says why planning failed. */
export type Planned = E.Either<ExitCode, RestorePlan>;

/** Prints why planning failed. */
export const failPlan = (terminal: Terminal, failure: { readonly _tag: string; readonly message: string }): Planned => {
  terminal.err(`${failure.message}\n`);
  return E.left(exitCodeOf(failure));
};

/** No plan, since the arguments or the configuration are wrong. */
export const misused: Planned = E.left(exitCode.misused);

const planOptions = (options: PreviewOptions, only: ReadonlyArray<ParameterName> | undefined): PlanOptions => ({
  prune: options.prune,
  thorough: options.thorough,
  allowRecreate: options.allowRecreate,
  showValues: options.showValues,
  elsewhere: options.toRegion !== undefined,
  ...(options.to === undefined ? {} : { to: options.to }),
  ...(only === undefined ? {} : { only }),
});

/** Reads the arguments, and plans. */
export const makePlan = async (
  service: RestoreService,
  path: string,
  when: string,
  options: PreviewOptions,
  terminal: Terminal,
): Promise<Planned> => {
  const selection = readSelection(terminal, path, options.recursive);
  const instant = readInstant(terminal, "INSTANT", when, service.clock.now());
  const only = options.only?.map((name) => readName(terminal, "--only", name));
  const names = only?.filter((name) => name !== undefined);
  if (selection === undefined || instant === undefined || names?.length !== only?.length) return misused;
  if (!options.json) terminal.out(`${printable(path)} as of ${new Date(instant).toISOString()} (UTC)\n`);
  const plan = await service.planRestore(selection, instant, planOptions(options, names))();
  return E.isLeft(plan) ? failPlan(terminal, plan.left) : plan;
};
