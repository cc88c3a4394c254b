import * as E from "fp-ts/lib/Either.js";
import pc from "picocolors";
import type { HistoryEntry } from "../../application/query/read-history.ts";
import type { Ssmbak } from "../../composition/services/ssmbak.ts";
import { UNKNOWN_VERSION } from "../../domain/model/backup-record.ts";
import { type ParameterName, parseParameterName } from "../../domain/model/parameter-name.ts";
import { type Millis, startOfSecond } from "../../domain/model/time.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";
import { renderTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** How a history is shown. */
export interface LogOptions {
  readonly json: boolean;
  readonly showValues: boolean;
}

const secondText = (time: Millis): string => new Date(startOfSecond(time)).toISOString().replace(".000Z", "Z");

/** A deletion and a label that moved are known to the second; showing milliseconds would claim more. */
const timeOf = ({ record }: HistoryEntry): string => {
  if (record._tag === "Tombstone") return secondText(record.deletedAt);
  return record.labelledAt === undefined ? new Date(record.modifiedAt).toISOString() : secondText(record.labelledAt);
};

const versionOf = ({ record }: HistoryEntry): string => {
  if (record._tag === "Tombstone") return "-";
  return record.version === UNKNOWN_VERSION ? "?" : String(record.version);
};

const colours = {
  Create: pc.green,
  Update: pc.yellow,
  Label: pc.cyan,
  Delete: pc.red,
  Expiration: pc.red,
  Discovered: pc.red,
} as const;

const shownValue = ({ record, value, operation }: HistoryEntry, showValues: boolean): string => {
  if (record._tag === "Tombstone" || operation === "Label") return "-";
  return showValues ? (value?.reveal() ?? "") : "[redacted]";
};

const toRow =
  (showValues: boolean) =>
  (entry: HistoryEntry): ReadonlyArray<string> => {
    const { record, operation } = entry;
    // Nobody tells who moved a label.
    const who = record._tag === "Version" && operation !== "Label" ? (record.modifiedBy ?? "?") : "-";
    const type = record._tag === "Version" ? record.type : "-";
    return [timeOf(entry), operation, versionOf(entry), type, who, shownValue(entry, showValues)];
  };

const toJson =
  (showValues: boolean) =>
  (entry: HistoryEntry): Readonly<Record<string, unknown>> => {
    const { record, operation } = entry;
    const common = { time: timeOf(entry), operation, eventId: record.announcedBy?.eventId };
    if (record._tag === "Tombstone") return common;
    const version = record.version === UNKNOWN_VERSION ? undefined : record.version;
    if (operation === "Label") return { ...common, version, type: record.type };
    return { ...common, version, type: record.type, who: record.modifiedBy, value: shownValue(entry, showValues) };
  };

const HEADINGS = ["TIME (UTC)", "OPERATION", "VERSION", "TYPE", "WHO", "VALUE"];
const OPERATION_COLUMN = 1;

const paint = (row: ReadonlyArray<string>, { operation }: HistoryEntry): ReadonlyArray<string> =>
  row.map((cell, column) => (column === OPERATION_COLUMN ? colours[operation](cell) : cell));

/** The table of a history; values are redacted unless they were asked for. */
const renderHistory = (entries: ReadonlyArray<HistoryEntry>, showValues: boolean): string =>
  renderTable(
    HEADINGS,
    entries.map((entry) => toRow(showValues)(entry)),
    (row, index) => {
      const entry = entries[index];
      return entry === undefined ? row : paint(row, entry);
    },
  );

const print = (name: ParameterName, entries: ReadonlyArray<HistoryEntry>, options: LogOptions, terminal: Terminal) => {
  if (options.json) terminal.out(`${JSON.stringify(entries.map(toJson(options.showValues)), null, 2)}\n`);
  else if (entries.length > 0) terminal.out(renderHistory(entries, options.showValues));
  if (entries.length === 0) terminal.err(`nothing is kept of ${name}\n`);
};

/** `ssmbak log`: shows the kept history of one parameter. */
export const runLog = async (
  ssmbak: Ssmbak,
  name: string,
  options: LogOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const parsed = parseParameterName(name);
  if (E.isLeft(parsed)) {
    terminal.err(`NAME: expected ${parsed.left}\n`);
    return exitCode.misused;
  }
  const entries = await ssmbak.readHistory(parsed.right, options.showValues)();
  if (E.isLeft(entries)) {
    terminal.err(`${entries.left.message}\n`);
    return exitCodeOf(entries.left);
  }
  print(parsed.right, entries.right, options, terminal);
  return entries.right.length === 0 ? exitCode.nothingKept : exitCode.done;
};
