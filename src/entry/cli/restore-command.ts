import { readFile } from "node:fs/promises";
import * as E from "fp-ts/lib/Either.js";
import type { PlanOptions } from "../../application/restore/plan-task.ts";
import type { RestoreService } from "../../composition/services/compose-restore.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import { countActions, decodeRestorePlan, type RestorePlan } from "../../domain/restore/restore-plan.ts";
import { confirm, type Question } from "./confirm.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { interruptible } from "./interruptible.ts";
import { describeDuration, renderPlan } from "./plan-view.ts";
import { progressOn } from "./progress.ts";
import { readInstant, readName, readSelection } from "./restore-arguments.ts";
import { codeOf, renderReport } from "./restore-report.ts";
import { printable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** What `preview` and `restore` share. */
export interface PreviewOptions {
  readonly json: boolean;
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

/** The options of `ssmbak restore`. */
export interface RestoreOptions extends PreviewOptions {
  readonly plan?: string;
  readonly yes: boolean;
}

type Planned = E.Either<ExitCode, RestorePlan>;

const fail = (terminal: Terminal, failure: { readonly _tag: string; readonly message: string }): Planned => {
  terminal.err(`${failure.message}\n`);
  return E.left(exitCodeOf(failure));
};

const misused = E.left(exitCode.misused);

const planOptions = (options: PreviewOptions, only: ReadonlyArray<ParameterName> | undefined): PlanOptions => ({
  prune: options.prune,
  thorough: options.thorough,
  allowRecreate: options.allowRecreate,
  showValues: options.showValues,
  elsewhere: options.toRegion !== undefined,
  ...(options.to === undefined ? {} : { to: options.to }),
  ...(only === undefined ? {} : { only }),
});

const makePlan = async (
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
  return E.isLeft(plan) ? fail(terminal, plan.left) : plan;
};

/** `ssmbak preview`: shows what restoring would do. */
export const runPreview = async (
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

/** Reads a saved plan. A plan that can't be applied here is refused before it is shown. */
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
  if (E.isLeft(checked)) return fail(terminal, checked.left);
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

/** `ssmbak restore`: plans, or reads a saved plan, shows the plan, asks, applies, and reads back what was written. */
export const runRestore = async (
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
