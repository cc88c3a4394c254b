import pc from "picocolors";
import { Secret } from "../../../domain/model/secret.ts";
import {
  countActions,
  type RestoreAction,
  type RestorePlan,
  type RestoreRow,
} from "../../../domain/restore/restore-plan.ts";
import { printable, renderTable } from "./table.ts";

const SIGNS: Readonly<Record<RestoreAction, string>> = {
  Create: "+",
  Update: "~",
  Delete: "-",
  Nothing: " ",
  Unreadable: "!",
};
const COLOURS: Readonly<Record<RestoreAction, (text: string) => string>> = {
  Create: pc.green,
  Update: pc.yellow,
  Delete: pc.red,
  Nothing: pc.dim,
  Unreadable: pc.red,
};

/** The Python package stored no version numbers. */
const thenOf = ({ version }: RestoreRow): string => (version === undefined ? "-" : `${version.version ?? "?"}`);

const changesOf = ({ action, differences }: RestoreRow): string =>
  action === "Update" ? differences.map(({ attribute }) => attribute).join(", ") : "";

const toCells = (row: RestoreRow): ReadonlyArray<string> => [
  SIGNS[row.action],
  row.name,
  `${row.live?.version ?? "-"}`,
  thenOf(row),
  changesOf(row),
  row.notes.join("; "),
];

/** Whether a row is shown. Names that need no write are only counted, unless the row has a note. */
const isShown = ({ action, notes }: RestoreRow): boolean => action !== "Nothing" || notes.length > 0;

/** Shown in place of a hidden value. */
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

const isNewSince = ({ action, newSince }: RestoreRow): boolean => action === "Nothing" && newSince === true;

/** `2 to create, 1 to update, 0 to delete, 7 unchanged: about 1 s`. */
const describePlan = (plan: RestorePlan): string => {
  const { Create, Update, Delete, Nothing, Unreadable } = countActions(plan);
  const newSince = plan.rows.filter(isNewSince).length;
  const counts = [
    `${Create} to create`,
    `${Update} to update`,
    `${Delete} to delete`,
    `${Nothing - newSince} unchanged`,
    ...(newSince === 0 ? [] : [`${newSince} new since and left alone`]),
    ...(Unreadable === 0 ? [] : [`${Unreadable} unreadable`]),
  ];
  const duration = Create + Update + Delete === 0 ? "" : `: ${describeDuration(plan)}`;
  return `${counts.join(", ")}${duration}\n`;
};

/** Whether the version alone told that a name is unchanged, and nothing else was read. */
const isUnread = (row: RestoreRow): boolean =>
  row.action === "Nothing" && row.version === undefined && !isNewSince(row) && row.notes.length === 0;

/** Says for how many names labels and tags were not compared: labels and tags change without a new version. */
const describeUnread = ({ rows }: RestorePlan): string => {
  const unread = rows.filter(isUnread).length;
  return unread === 0 ? "" : `${unread} unchanged by version: labels and tags not compared (--thorough does)\n`;
};

/** Renders a plan as a table with `+`, `~`, `-` and `!`, and a line of counts. `diff` adds the attributes. */
export const renderPlan = (plan: RestorePlan, diff: boolean): string => {
  const rows = plan.rows.filter(isShown);
  const table =
    rows.length === 0
      ? ""
      : renderTable(["", "NAME", "NOW", "THEN", "CHANGES", "NOTES"], rows.map(toCells), (cells, index) => {
          const action = rows[index]?.action ?? "Nothing";
          return cells.map((cell, column) => (column < 2 ? COLOURS[action](cell) : cell));
        });
  const lines = diff ? rows.flatMap(diffLines).map((line) => `${line}\n`) : [];
  return `${table}${lines.join("")}${describePlan(plan)}${describeUnread(plan)}`;
};
