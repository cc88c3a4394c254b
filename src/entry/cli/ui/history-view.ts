import pc from "picocolors";
import type { HistoryEntry, HistoryOperation } from "../../../application/query/read-history.ts";
import type { Deletion, FactSummary, LabelChange } from "../../../domain/model/fact.ts";
import type { ParameterName } from "../../../domain/model/parameter-name.ts";
import { Secret } from "../../../domain/model/secret.ts";
import { type Millis, startOfSecond } from "../../../domain/model/time.ts";
import { renderTable } from "./table.ts";

type LineOperation = HistoryOperation | "Missing";

/** One line of a shown history: a fact, or versions that are missing. */
interface Line {
  readonly operation: LineOperation;
  /** The cells of the table after the operation's cell. */
  readonly cells: readonly [time: string, version: string, type: string, who: string, value: string];
  /** The fields of the line in JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const COLOURS: Readonly<Record<LineOperation, (text: string) => string>> = {
  Create: pc.green,
  Update: pc.yellow,
  Label: pc.cyan,
  Delete: pc.red,
  Expiration: pc.red,
  Found: pc.red,
  Marker: pc.red,
  Disbelieved: pc.dim,
  Missing: pc.dim,
};

/** Explanations of operations with unclear names: what happened, the meaning, and the command to type. */
const EXPLANATIONS: Readonly<Partial<Record<LineOperation, (name: ParameterName) => string>>> = {
  Found: () =>
    "a sweep found the parameter gone, and no event told of the deletion. The parameter was deleted at that time or earlier. Nothing has to be done.",
  Marker: () =>
    "a delete marker in the bucket, which ssmbak did not write (but the Python package, for example). The parameter counts as deleted from then on. Nothing has to be done.",
  Disbelieved: () =>
    "a sweep or a delete marker said that the parameter was gone, but its versions show that it was not. The line changes no answer and no restore. Nothing has to be done.",
  Missing: (name) =>
    `these versions are not in the store: Parameter Store had dropped them before they were read, or they have expired in the store. To store what Parameter Store still has, type: ssmbak verify ${name} --repair`,
};

const millisecondText = (time: Millis): string => new Date(time).toISOString();

const secondText = (time: Millis): string => millisecondText(startOfSecond(time)).replace(".000Z", "Z");

/** Most deletions and all label changes are known to the second: showing milliseconds would claim more. */
const timeText = (fact: FactSummary): string => {
  if (fact._tag === "Version") return millisecondText(fact.modifiedAt);
  const isExact = fact._tag === "Deletion" && fact.source._tag === "Sweep";
  return isExact ? millisecondText(fact.at) : secondText(fact.at);
};

const labelText = ({ label, fromVersion, toVersion }: LabelChange): string =>
  `${label}: ${fromVersion ?? "(none)"} -> ${toVersion}`;

const fieldsOfDeletion = ({ source, aliveSince }: Deletion): Readonly<Record<string, unknown>> => ({
  source: source._tag,
  eventId: source._tag === "Event" ? source.eventId : undefined,
  aliveSince: aliveSince === undefined ? undefined : millisecondText(aliveSince),
});

/** Shown in place of a hidden value. */
const REDACTED = String(Secret.of(""));

const lineOf = ({ fact, operation, value }: HistoryEntry, showValues: boolean): Line => {
  const time = timeText(fact);
  const common = { time, operation };
  switch (fact._tag) {
    case "Version": {
      const { version, type, modifiedBy: who } = fact;
      const shown = showValues ? (value?.reveal() ?? "") : REDACTED;
      return {
        operation,
        cells: [time, version === undefined ? "?" : `${version}`, type, who ?? "?", shown],
        fields: { ...common, version, type, who, value: shown },
      };
    }
    case "Deletion":
      return { operation, cells: [time, "-", "-", "-", "-"], fields: { ...common, ...fieldsOfDeletion(fact) } };
    case "LabelChange": {
      const { label, fromVersion, toVersion, eventId } = fact;
      return {
        operation,
        // No event tells who moved a label.
        cells: [time, `${toVersion}`, "-", "-", labelText(fact)],
        fields: { ...common, label, fromVersion, toVersion, eventId },
      };
    }
  }
};

const linesOf =
  (showValues: boolean) =>
  (entry: HistoryEntry): ReadonlyArray<Line> => {
    const line = lineOf(entry, showValues);
    if (entry.missingBefore === undefined) return [line];
    const { fromVersion, toVersion } = entry.missingBefore;
    const range = fromVersion === toVersion ? `${fromVersion}` : `${fromVersion}-${toVersion}`;
    const fields = { operation: "Missing", fromVersion, toVersion };
    return [{ operation: "Missing", cells: ["-", range, "-", "-", "-"], fields }, line];
  };

const HEADINGS = ["TIME (UTC)", "OPERATION", "VERSION", "TYPE", "WHO", "VALUE"];
const OPERATION_COLUMN = 1;

/**
 * Renders a history as a table. Missing versions have separate lines.
 *
 * @param showValues Whether values are shown. False: a value reads `[redacted]`.
 */
export const renderHistory = (entries: ReadonlyArray<HistoryEntry>, showValues: boolean): string => {
  const lines = entries.flatMap(linesOf(showValues));
  return renderTable(
    HEADINGS,
    lines.map(({ operation, cells: [time, ...others] }) => [time, operation, ...others]),
    (row, index) => {
      const operation = lines[index]?.operation;
      return row.map((cell, column) =>
        operation !== undefined && column === OPERATION_COLUMN ? COLOURS[operation](cell) : cell,
      );
    },
  );
};

/** Explains the operations of a history that have unclear names: a line of text for each operation, once. */
export const explainHistory = (name: ParameterName, entries: ReadonlyArray<HistoryEntry>): string => {
  const operations = new Set(entries.flatMap(linesOf(false)).map(({ operation }) => operation));
  return [...operations]
    .flatMap((operation) => {
      const explain = EXPLANATIONS[operation];
      return explain === undefined ? [] : [`${operation}: ${explain(name)}\n`];
    })
    .join("");
};

/** A history for JSON: an object for each line of the table, with the explanation of the line as `note`. */
export const historyFields = (
  name: ParameterName,
  entries: ReadonlyArray<HistoryEntry>,
  showValues: boolean,
): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  entries
    .flatMap(linesOf(showValues))
    .map(({ operation, fields }) => ({ ...fields, note: EXPLANATIONS[operation]?.(name) }));
