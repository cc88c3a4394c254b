import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import * as E from "fp-ts/lib/Either.js";
import type { SqsEvent, SqsRecord } from "../../../adapters/aws-lambda/sqs-event.ts";
import type { Terminal } from "./terminal.ts";

/** Lambda hands over at most 10,000 records at once. Longer inputs are handled in portions of this size. */
const LARGEST_BATCH = 10_000;

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

const recordsOf = (document: unknown): ReadonlyArray<SqsRecord> | undefined =>
  typeof document === "object" && document !== null && "Records" in document && Array.isArray(document.Records)
    ? document.Records
    : undefined;

/** Writes JSON. `undefined` for a document that nests too deep for JSON.stringify. No event nests so deep. */
const write = (document: unknown): string | undefined => {
  try {
    return JSON.stringify(document);
  } catch {
    return undefined;
  }
};

/** The records of an SQS event, or a record around an EventBridge event. */
const toRecords = (document: unknown, place: string): ReadonlyArray<SqsRecord> =>
  recordsOf(document) ?? [{ messageId: place, body: write(document) }];

const fromDocument = (document: unknown): ReadonlyArray<SqsRecord> =>
  Array.isArray(document)
    ? document.flatMap((item, index) => toRecords(item, `event ${index + 1}`))
    : toRecords(document, "event 1");

const isObject = (document: unknown): boolean => typeof document === "object" && document !== null;

const fromLines = (content: string): ReadonlyArray<SqsRecord> => {
  const lines = content
    .split("\n")
    .map((line, index) => ({ line, place: `line ${index + 1}`, document: parse(line) }))
    .filter(({ line }) => line.trim() !== "");
  // A text without JSON, or a document with a mistake, gets one message, and not a message for each line.
  if (lines.length > 0 && !lines.some(({ document }) => isObject(document))) {
    return [{ messageId: "input", body: content }];
  }
  return lines.flatMap(({ line, place, document }) =>
    // A line that is not JSON is passed on: the handler's message says the mistake.
    document === undefined ? [{ messageId: place, body: line }] : toRecords(document, place),
  );
};

/**
 * Makes SQS events of a text: an SQS event, an EventBridge event, a list of either, or JSON lines of either. An event
 * without a message id is named by its place (`line 3`).
 */
export const toSqsEvents = (content: string): ReadonlyArray<SqsEvent> => {
  const document = parse(content);
  const records = document === undefined ? fromLines(content) : fromDocument(document);
  const events: SqsEvent[] = [];
  for (let start = 0; start < records.length; start += LARGEST_BATCH) {
    events.push({ Records: records.slice(start, start + LARGEST_BATCH) });
  }
  return events;
};

const BYTE_ORDER_MARK = "\uFEFF";

/** The text of a file, or of standard input for `-`; `Left` holds the system's code, e.g. `ENOENT`. */
export const readInput = async (file: string, { stdin }: Terminal): Promise<E.Either<string, string>> => {
  try {
    const content = await (file === "-" ? text(stdin) : readFile(file, "utf8"));
    return E.right(content.startsWith(BYTE_ORDER_MARK) ? content.slice(BYTE_ORDER_MARK.length) : content);
  } catch (error) {
    return E.left(error instanceof Error && "code" in error ? String(error.code) : "unknown error");
  }
};
