import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { type RestoreService, restoreService } from "../../../composition/services/restore.ts";
import { countActions, decodeRestorePlan, type RestorePlan } from "../../../domain/restore/restore-plan.ts";
import type { CommandHost } from "../ui/command-host.ts";
import { INSTANT_HELP, PATH_HELP } from "../ui/common-options.ts";
import { confirm, type Question } from "../ui/confirm.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../ui/exit-code.ts";
import { interruptible } from "../ui/interruptible.ts";
import { failPlan, makePlan, misused, type Planned, type PreviewOptions, withPlanOptions } from "../ui/make-plan.ts";
import { describeDuration, renderPlan } from "../ui/plan-view.ts";
import { progressOn } from "../ui/progress.ts";
import { codeOf, renderReport } from "../ui/restore-report.ts";
import type { Terminal } from "../ui/terminal.ts";

interface RestoreOptions extends PreviewOptions {
  readonly plan?: string;
  readonly yes: boolean;
}

/** Reads a saved plan. Refuses a plan of another place before the plan is shown. */
const readPlan = async (service: RestoreService, file: string, json: boolean, terminal: Terminal): Promise<Planned> => {
  const content = await E.tryCatchK(
    (text: string): unknown => JSON.parse(text),
    () => "is no JSON",
  )(await readFile(file, "utf8").catch(() => ""));
  const plan = E.isLeft(content)
    ? E.left({ message: "can't be read, or is no JSON" })
    : decodeRestorePlan(content.right);
  if (E.isLeft(plan)) {
    terminal.err(`--plan: ${plan.left.message}\n`);
    return misused;
  }
  const checked = service.checkPlan(plan.right);
  if (E.isLeft(checked)) return failPlan(terminal, checked.left);
  const [instant, plannedAt] = [plan.right.instant, plan.right.plannedAt].map((time) => new Date(time).toISOString());
  if (!json) terminal.out(`as of ${instant} (UTC), planned at ${plannedAt}\n`);
  return plan;
};

const questionOf = (plan: RestorePlan): Question => ({
  text: `Write this (${describeDuration(plan)})?`,
  declined: "nothing was written",
  lookAt: "the plan",
});

/** Names the instant, since `2h ago` would be another instant by then. */
const againFrom = (plan: RestorePlan, options: RestoreOptions): string => {
  const how = options.plan === undefined ? `for ${new Date(plan.instant).toISOString()}` : "with the same plan";
  return `stopped: run the same command again ${how}, and it does the rest\n`;
};

const apply = async (
  service: RestoreService,
  plan: RestorePlan,
  options: RestoreOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const progress = progressOn(terminal);
  progress.start(plan.rows.filter(({ action }) => action !== "Nothing").length, "parameters");
  const report = await interruptible((signal) =>
    service.applyRestore(plan, { signal, onProgress: () => progress.advance() })(),
  );
  progress.stop();
  if (E.isLeft(report)) {
    terminal.err(`${report.left.message}\n`);
    return exitCodeOf(report.left);
  }
  if (options.json) terminal.out(`${JSON.stringify(report.right, null, 2)}\n`);
  else terminal.out(renderReport(report.right));
  if (report.right.stopped) terminal.err(againFrom(plan, options));
  return codeOf(report.right);
};

const planFrom = async (
  service: RestoreService,
  [path, when]: readonly [string | undefined, string | undefined],
  options: RestoreOptions,
  terminal: Terminal,
): Promise<Planned> => {
  if (options.plan !== undefined && path !== undefined) {
    terminal.err("PATH and INSTANT are in the plan: with --plan FILE leave them out\n");
    return misused;
  }
  if (options.plan !== undefined) return readPlan(service, options.plan, options.json, terminal);
  if (path !== undefined && when !== undefined) return makePlan(service, path, when, options, terminal);
  terminal.err("PATH and INSTANT, or --plan FILE, are needed\n");
  return misused;
};

/** Makes a plan or reads a saved plan, shows the plan, asks, applies the plan, and reads the parameters back. */
const runRestore = async (
  service: RestoreService,
  args: readonly [string | undefined, string | undefined],
  options: RestoreOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const plan = await planFrom(service, args, options, terminal);
  if (E.isLeft(plan)) return plan.left;
  const shown = renderPlan(plan.right, options.diff);
  if (options.json) terminal.err(shown);
  else terminal.out(shown);
  if (plan.right.rows.every(({ action }) => action === "Nothing")) {
    if (options.json) terminal.out(`${JSON.stringify({ results: [], stopped: false })}\n`);
    return exitCode.done;
  }
  const { Create, Update, Delete } = countActions(plan.right);
  return Create + Update + Delete === 0 || (await confirm(questionOf(plan.right), options, terminal))
    ? apply(service, plan.right, options, terminal)
    : exitCode.declined;
};

/** The option `--plan`. The options of planning conflict with a finished plan. */
const planFile = (): Option =>
  new Option("--plan <file>", "apply a plan that `preview --json` printed").conflicts([
    "recursive",
    "only",
    "prune",
    "to",
    "thorough",
    "allowRecreate",
    "showValues",
  ]);

/** Adds `ssmbak restore`: brings a path back to the state at an instant. */
export const addRestore = (program: Command, host: CommandHost): void => {
  withPlanOptions(program.command("restore").argument("[path]", PATH_HELP).argument("[instant]", INSTANT_HELP))
    .description("bring a path back to what it was at an instant")
    .addOption(planFile())
    .option("--yes", "do not ask", false)
    .action((path: string | undefined, instant: string | undefined, options: RestoreOptions) =>
      host.use(restoreService, options, (service) => runRestore(service, [path, instant], options, host.terminal)),
    );
};
