import type { Command } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { type RestoreService, restoreService } from "../../../composition/services/restore.ts";
import { countActions } from "../../../domain/restore/restore-plan.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { INSTANT_HELP, PATH_HELP } from "../ui/common-options.ts";
import { type ExitCode, exitCode } from "../ui/exit-code.ts";
import { makePlan, type PreviewOptions, withPlanOptions } from "../ui/make-plan.ts";
import { renderPlan } from "../ui/plan-view.ts";
import type { Terminal } from "../ui/terminal.ts";

const runPreview = async (
  service: RestoreService,
  path: string,
  when: string,
  options: PreviewOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const plan = await makePlan(service, path, when, options, terminal);
  if (E.isLeft(plan)) return plan.left;
  terminal.out(options.json ? `${JSON.stringify(plan.right, null, 2)}\n` : renderPlan(plan.right, options.diff));
  return countActions(plan.right).Unreadable > 0 ? exitCode.failed : exitCode.done;
};

/** Adds `ssmbak preview`: shows what a restore would do. */
export const addPreview = (program: Command, host: CommandHost): void => {
  withPlanOptions(program.command("preview").argument("<path>", PATH_HELP).argument("<instant>", INSTANT_HELP))
    .description("show what a restore would do; writes nothing")
    .action((path: string, instant: string, options: PreviewOptions) =>
      host.use(restoreService, options, (service) => runPreview(service, path, instant, options, host.terminal)),
    );
};
