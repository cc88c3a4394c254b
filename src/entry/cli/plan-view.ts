import pc from "picocolors";
import { Secret } from "../../domain/model/secret.ts";
import {
  countActions,
  type RestoreAction,
  type RestorePlan,
  type RestoreRow,
} from "../../domain/restore/restore-plan.ts";
import { printable, renderTable } from "./table.ts";

const SIGNS: Readonly<Record<RestoreAction, string>> = {
  Create: "+",
  Update: "~",
  Delete: "-",
  Keep: " ",
  Unreadable: "!",
};
const COLOURS: Readonly<Record<RestoreAction, (text: string) => string>> = {
  Create: pc.green,
  Update: pc.yellow,
  Delete: pc.red,
  Keep: pc.dim,
  Unreadable: pc.red,
};

const versionOf = (version: number | undefined): string => (version === undefined ? "-" : String(version || "?"));

const changesOf = ({ action, differences }: RestoreRow): string =>
  action === "Update" ? differences.map(({ attribute }) => attribute).join(", ") : "";

const toCells = (row: RestoreRow): ReadonlyArray<string> => [
  SIGNS[row.action],
  row.name,
  versionOf(row.live?.version),
  versionOf(row.record?.version),
  changesOf(row),
  row.notes.join("; "),
];

/** Kept names are counted; shown are those about which there is something to tell. */
const isShown = ({ action, notes }: RestoreRow): boolean => action !== "Keep" || notes.length > 0;

/** What stands for a value that is not to be shown. */
const REDACTED = String(Secret.of(""));

const diffLines = ({ name, differences }: RestoreRow): ReadonlyArray<string> => {
  if (differences.length === 0) return [];
  const lines = differences.flatMap(({ attribute, is, was }) =>
    attribute === "value" && is === REDACTED && was === REDACTED
      ? [pc.yellow(`  ~ ${attribute}: differs (--show-values shows both)`)]
      : [
          ...(is === undefined ? [] : [pc.red(`  - ${attribute}: ${printable(is)}`)]),
          ...(was === undefined ? [] : [pc.green(`  + ${attribute}: ${printable(was)}`)]),
        ],
  );

  return [name, ...lines];
};

/** SSM's default is three writes a second. */
const WRITES_PER_SECOND = 3;

/** About how long applying takes. */
export const describeDuration = (plan: RestorePlan): string => {
  const { Create, Update, Delete } = countActions(plan);
  const seconds = Math.max(1, Math.ceil((Create + Update + Delete) / WRITES_PER_SECOND));
  return seconds < 120 ? `about ${seconds} s` : `about ${Math.ceil(seconds / 60)} min`;
};

/** `2 to create, 1 to update, 0 to delete, 7 to keep: about 1 s`. */
const describePlan = (plan: RestorePlan): string => {
  const { Create, Update, Delete, Keep, Unreadable } = countActions(plan);
  const newSince = plan.rows.filter((row) => row.newSince === true && row.action === "Keep").length;
  const since = newSince === 0 ? "" : ` (${newSince} of them new since)`;
  const unreadable = Unreadable === 0 ? "" : `, ${Unreadable} unreadable`;
  const duration = Create + Update + Delete === 0 ? "" : `: ${describeDuration(plan)}`;
  return `${Create} to create, ${Update} to update, ${Delete} to delete, ${Keep} to keep${since}${unreadable}${duration}\n`;
};

/** A row of a name that was taken as it was by its version alone. */
const isUnread = ({ action, record, newSince, notes }: RestoreRow): boolean =>
  action === "Keep" && record === undefined && newSince !== true && notes.length === 0;

/** Labels and tags change without a version: whoever looks for them has to know that nobody did. */
const describeUnread = ({ rows }: RestorePlan): string => {
  const unread = rows.filter(isUnread).length;
  return unread === 0 ? "" : `${unread} unchanged by version: labels and tags not compared (--thorough does)\n`;
};

/** A plan as a table with `+`, `~` and `-`, and its count line; with `diff` also the attributes. */
export const renderPlan = (plan: RestorePlan, diff: boolean): string => {
  const rows = plan.rows.filter(isShown);
  const table =
    rows.length === 0
      ? ""
      : renderTable(["", "NAME", "NOW", "THEN", "CHANGES", "NOTES"], rows.map(toCells), (cells, index) => {
          const action = rows[index]?.action ?? "Keep";
          return cells.map((cell, column) => (column < 2 ? COLOURS[action](cell) : cell));
        });
  const lines = diff ? rows.flatMap(diffLines).map((line) => `${line}\n`) : [];
  return `${table}${lines.join("")}${describePlan(plan)}${describeUnread(plan)}`;
};
