import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import type { TaskEither } from "fp-ts/lib/TaskEither.js";
import pc from "picocolors";
import { hasFailed, isMoving } from "../../application/operate/deploy-stack.ts";
import type { StackService } from "../../composition/services/compose-stacks.ts";
import type { StackError } from "../../ports/stack-error.ts";
import type { ChangeSet, Stack, StackEvent } from "../../ports/stacks.ts";
import { confirm, type Question } from "./confirm.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { interruptible } from "./interruptible.ts";
import { printable, renderTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** The options of the commands that change a stack. */
export interface StackOptions {
  readonly parameter?: ReadonlyArray<string>;
  readonly yes: boolean;
}

const fail = (terminal: Terminal, error: StackError): ExitCode => {
  terminal.err(`${printable(error.message)}\n`);
  return exitCodeOf(error);
};

const questionOf = (text: string): Question => ({ text, declined: "nothing was changed", lookAt: "this" });

const describeChanges = ({ changes }: ChangeSet): string =>
  renderTable(
    ["ACTION", "RESOURCE", "TYPE"],
    changes.map(({ action, resource, type, replaced }) => [replaced ? "Replace" : action, resource, type]),
  );

const describeEvent = ({ at, status, resource, reason }: StackEvent): string => {
  const line = `${at.toISOString()}  ${status.padEnd(24)}  ${resource}${reason === undefined ? "" : `: ${printable(reason)}`}`;
  return `${hasFailed(status) ? pc.red(line) : line}\n`;
};

const describeOutputs = ({ outputs }: Stack): string => renderTable(["OUTPUT", "VALUE"], Object.entries(outputs));

/** A central stack has one step before, and does not know whose parameters are meant. */
const nextSteps = ({ outputs }: Stack): string => {
  const isCentral = "EventBusArn" in outputs;
  const account = isCentral ? " --account ID" : "";
  const first = isCentral
    ? "  deploy/member.yaml in each account and region that it keeps; docs/deploy.md says how\n"
    : "";
  return `Next:
${first}  ssmbak backfill${account}          what a backup of what is there already would take
  ssmbak preview / '1h ago' --recursive${account}
Commands find this stack by themselves; --store names another one. docs/operations.md says what its alarms mean.
`;
};

const carryOut = async (
  service: StackService,
  stackId: string,
  name: string,
  begin: TaskEither<StackError, void>,
  terminal: Terminal,
): Promise<E.Either<ExitCode, Stack>> => {
  const failed: StackEvent[] = [];
  const tell = (event: StackEvent): void => {
    if (/FAILED/.test(event.status)) failed.push(event);
    terminal.out(describeEvent(event));
  };
  const settled = await interruptible((signal) => service.followStack(stackId, begin, tell, signal)());
  if (E.isLeft(settled)) return E.left(fail(terminal, settled.left));
  const stack = settled.right;
  if (isMoving(stack.status)) {
    terminal.err(`CloudFormation goes on without being watched: ssmbak stack status ${name}\n`);
    return E.left(exitCode.stopped);
  }
  if (!hasFailed(stack.status)) return E.right(stack);
  // The first failure is the cause: what was cancelled because of it follows.
  const [cause] = failed;
  const why = cause === undefined ? (stack.reason ?? "") : `${cause.resource}: ${cause.reason ?? cause.status}`;
  terminal.err(`stack ${name} ended as ${stack.status}. ${printable(why)}\n`);
  if (stack.status.startsWith("ROLLBACK")) {
    terminal.err(`mend that, then: ssmbak stack delete ${name}, and create it again\n`);
  }
  return E.left(exitCode.failed);
};

const readParameters = (given: ReadonlyArray<string>): Readonly<Record<string, string>> | undefined => {
  const pairs = given.map((text) => /^(\w+)=(.*)$/s.exec(text));
  return pairs.includes(null)
    ? undefined
    : Object.fromEntries(pairs.map((match) => [match?.[1] ?? "", match?.[2] ?? ""]));
};

/** `ssmbak stack create` and `update`: shows what would change, asks, and tells of it until it has settled. */
export const runDeploy = async (
  service: StackService,
  name: string,
  kind: ChangeSet["kind"],
  options: StackOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const parameters = readParameters(options.parameter ?? []);
  if (parameters === undefined) {
    terminal.err("--parameter: expected NAME=VALUE; docs/deploy.md lists them\n");
    return exitCode.misused;
  }
  const proposed = await service.proposeDeployment({ name, kind, parameters })();
  if (E.isLeft(proposed)) return fail(terminal, proposed.left);
  if (O.isNone(proposed.right)) {
    terminal.out(`nothing to change: stack ${name} is as it would be\n`);
    return exitCode.done;
  }
  const changeSet = proposed.right.value;
  terminal.out(describeChanges(changeSet));
  const question = questionOf(`${kind === "CREATE" ? "Create" : "Update"} stack ${name}?`);
  if (!(await confirm(question, options, terminal))) {
    const discarded = await service.stacks.discard(changeSet)();
    return E.isLeft(discarded) ? fail(terminal, discarded.left) : exitCode.declined;
  }
  const stack = await carryOut(service, changeSet.stackId, name, service.stacks.execute(changeSet), terminal);
  if (E.isLeft(stack)) return stack.left;
  terminal.out(`${describeOutputs(stack.right)}${nextSteps(stack.right)}`);
  return exitCode.done;
};

const find = async ({ stacks }: StackService, name: string, terminal: Terminal): Promise<E.Either<ExitCode, Stack>> => {
  const stack = await stacks.describe(name)();
  if (E.isLeft(stack)) return E.left(fail(terminal, stack.left));
  if (O.isSome(stack.right)) return E.right(stack.right.value);
  terminal.err(`there is no stack ${name} in this account and region\n`);
  return E.left(exitCode.misused);
};

/** `ssmbak stack status`: how a stack is, and what failed last. */
export const runStatus = async (service: StackService, name: string, terminal: Terminal): Promise<ExitCode> => {
  const stack = await find(service, name, terminal);
  if (E.isLeft(stack)) return stack.left;
  const { id, status, reason } = stack.right;
  const events = await service.stacks.events(id)();
  if (E.isLeft(events)) return fail(terminal, events.left);
  terminal.out(`${name}  ${status}${reason === undefined ? "" : `: ${printable(reason)}`}\n`);
  for (const event of events.right.filter((candidate) => /FAILED/.test(candidate.status)).slice(-10)) {
    terminal.out(describeEvent(event));
  }
  return hasFailed(status) ? exitCode.failed : exitCode.done;
};

/** `ssmbak stack outputs`: what a stack tells of itself. */
export const runOutputs = async (
  service: StackService,
  name: string,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  const stack = await find(service, name, terminal);
  if (E.isLeft(stack)) return stack.left;
  terminal.out(json ? `${JSON.stringify(stack.right.outputs, null, 2)}\n` : describeOutputs(stack.right));
  return exitCode.done;
};

/** `ssmbak stack delete`: asks, deletes, and tells of it until the stack is gone. The bucket stays. */
export const runDelete = async (
  service: StackService,
  name: string,
  options: { readonly yes: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  const found = await find(service, name, terminal);
  if (E.isLeft(found)) return found.left;
  const { id, outputs } = found.right;
  const bucket = outputs["BucketName"];
  if (bucket !== undefined) terminal.out(`bucket ${bucket} stays, with everything in it\n`);
  const question = questionOf(`Delete stack ${name}? Changes are not kept any more.`);
  if (!(await confirm(question, options, terminal))) {
    return exitCode.declined;
  }
  const gone = await carryOut(service, id, name, service.stacks.remove(id), terminal);
  return E.isLeft(gone) ? gone.left : exitCode.done;
};
