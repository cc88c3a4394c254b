import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { RecordSummary } from "../../src/domain/model/backup-record.ts";
import { endOfSecond } from "../../src/domain/model/time.ts";
import type { StoreError } from "../../src/ports/store-error.ts";
import { type Break, keeping, keepingValues, keptStates, loading, selecting } from "./broken-store.ts";

/** Pages of the stores that stop after the first one. */
const PAGE = 1_000;

const isBelow = (path: string, name: string): boolean => name.startsWith(path);
const isDirectly = (path: string, name: string): boolean => name.lastIndexOf("/") < path.length;

/** Stores that misunderstand what they are asked for, or answer only a part of it. */
export const states: Readonly<Record<string, Break>> = {
  "takes an instant as exclusive": (inner) => ({
    statesAt: (selection, instant) => inner.statesAt(selection, instant - 1),
  }),
  "takes an instant as its whole second": (inner) => ({
    statesAt: (selection, instant) => inner.statesAt(selection, endOfSecond(instant)),
  }),
  "leaves out names that are gone": (inner) => ({
    statesAt: (selection, instant) =>
      keptStates(inner.statesAt(selection, instant), ({ _tag }) => _tag !== "Tombstone"),
  }),
  "takes /app/ for /apple": selecting((selection, name) => {
    if (selection._tag === "Key") return name === selection.name;
    const inPath = name.startsWith(selection.path.slice(0, -1));
    return inPath && (selection._tag === "Tree" || isDirectly(selection.path, name));
  }),
  "takes a key for what begins with it": selecting((selection, name) => {
    if (selection._tag === "Key") return name.startsWith(selection.name);
    return isBelow(selection.path, name) && (selection._tag === "Tree" || isDirectly(selection.path, name));
  }),
  "takes a level for all below it": selecting((selection, name) =>
    selection._tag === "Key" ? name === selection.name : isBelow(selection.path, name),
  ),
  "orders names as a dictionary does": (inner) => ({
    async *statesAt(selection, instant) {
      const all: E.Either<StoreError, RecordSummary>[] = [];
      for await (const state of inner.statesAt(selection, instant)) all.push(state);
      const nameOf = (state: E.Either<StoreError, RecordSummary>): string =>
        E.isRight(state) ? state.right.name : "~";
      yield* all.sort((a, b) => nameOf(a).localeCompare(nameOf(b), "en"));
    },
  }),
  "stops a stream of states after its first page": (inner) => ({
    statesAt: (selection, instant) => keptStates(inner.statesAt(selection, instant), (_, index) => index < PAGE),
  }),
  "stops a history after its first page": (inner) => ({
    history: (name) =>
      pipe(
        inner.history(name),
        TE.map((records) => records.slice(0, PAGE)),
      ),
  }),
};

/** Stores that keep something else than they were given. */
export const contents: Readonly<Record<string, Break>> = {
  "trims the last newline": keepingValues((value) => value.replace(/\n$/, "")),
  "trims outer spaces": keepingValues((value) => value.replace(/^ +| +$/g, "")),
  "turns CRLF into LF": keepingValues((value) => value.replaceAll("\r\n", "\n")),
  "keeps values as Latin-1": keepingValues((value) => Buffer.from(value, "latin1").toString("latin1")),
  "normalises letters": keepingValues((value) => value.normalize("NFC")),
  "drops a byte order mark": keepingValues((value) => new TextDecoder().decode(Buffer.from(value))),
  "cuts values at 4 KB": keepingValues((value) => value.slice(0, 4096)),
  "parses values that look like JSON": keepingValues((value) =>
    value.startsWith("{") ? JSON.stringify(JSON.parse(value)) : value,
  ),
  "loses attributes": loading((record) => ({ ...record, attributes: {} })),
  "takes an empty description for none": keeping(({ attributes: { description, ...others }, ...record }) => ({
    ...record,
    attributes: description ? { description, ...others } : others,
  })),
  "takes no tags for tags that are not known": keeping(({ attributes: { tags, ...others }, ...record }) => ({
    ...record,
    attributes: tags === undefined || Object.keys(tags).length === 0 ? others : { tags, ...others },
  })),
  "cuts descriptions at 256 characters": keeping(({ attributes: { description, ...others }, ...record }) => ({
    ...record,
    attributes: description === undefined ? others : { description: description.slice(0, 256), ...others },
  })),
  "sorts labels": keeping(({ attributes: { labels, ...others }, ...record }) => ({
    ...record,
    attributes: labels === undefined ? others : { labels: labels.toSorted(), ...others },
  })),
  "forgets the announcing event of a version": keeping(({ announcedBy: _, ...record }) => record),
  "takes every type for String": keeping((record) => ({ ...record, type: "String" })),
};
