import pc from "picocolors";
import { hasFailed } from "../../../application/operate/deploy-stack.ts";
import type { ChangeSet, Stack, StackEvent } from "../../../ports/stacks.ts";
import { printable, renderTable } from "./table.ts";

/** Renders the changes of a change set as a table. */
export const describeChanges = ({ changes }: ChangeSet): string =>
  renderTable(
    ["ACTION", "RESOURCE", "TYPE"],
    changes.map(({ action, resource, type, replaced }) => [replaced ? "Replace" : action, resource, type]),
  );

/** A line for an event of a stack. */
export const describeEvent = ({ at, status, resource, reason }: StackEvent): string => {
  const why = reason === undefined ? "" : `: ${printable(reason)}`;
  const line = `${at.toISOString()}  ${status.padEnd(24)}  ${resource}${why}`;
  return `${hasFailed(status) ? pc.red(line) : line}\n`;
};

/** The table of a stack's outputs. */
export const describeOutputs = ({ outputs }: Stack): string =>
  renderTable(["OUTPUT", "VALUE"], Object.entries(outputs));

/** The next steps after a stack was made or changed. For a central stack, the member stacks come first. */
export const describeNextSteps = ({ outputs }: Stack): string => {
  const isCentral = "EventBusArn" in outputs;
  const account = isCentral ? " --account ID" : "";
  const first = isCentral
    ? "  deploy/member.yaml in each account and region to back up; docs/deploy.md says how\n"
    : "";
  return `Next:
${first}  ssmbak backfill${account}          what a backup of the parameters that exist would take
  ssmbak preview / '1h ago' --recursive${account}
Commands find this stack by themselves; --store names another store. docs/operations.md explains the alarms.
`;
};
