import { describe, expect, it } from "vitest";
import { harnessOf, sound } from "./broken-store.ts";
import { BROKEN } from "./broken-stores.ts";
import { failingTitles } from "./failing-titles.ts";

/** Which tests of the suite find a broken store. */
interface Finding {
  /** The tests that are there for this very fault; all of them fail. */
  readonly fails: ReadonlyArray<string>;
  /** Groups in which others may fail in consequence. Outside of them nothing but `fails` does. */
  readonly also?: ReadonlyArray<string>;
}

const FINDINGS: Readonly<Record<string, Finding>> = {
  "is not idempotent": {
    fails: [
      "identity: adds nothing when a version is appended again",
      "identity: adds nothing when a deletion is appended again",
      "identity: adds nothing when a whole history is appended again",
      "identity: adds only what is missing when some of the records are there",
      "identity: adds nothing when a version is announced by another event",
      "identity: adds nothing when a deletion of the same event is appended again",
      "identity: keeps deletions of one second apart by their events",
      "identity: keeps deletions of one second that stand at one place",
    ],
    also: ["concurrency", "relabelling"],
  },
  "counts what was there already": {
    fails: [
      "identity: adds nothing when a version is appended again",
      "identity: adds nothing when a deletion is appended again",
      "identity: adds nothing when a whole history is appended again",
      "identity: adds only what is missing when some of the records are there",
      "identity: adds nothing when a version is announced by another event",
      "identity: adds nothing when a deletion of the same event is appended again",
      "identity: keeps deletions of one second apart by their events",
      "identity: keeps deletions of one second that stand at one place",
    ],
    also: ["relabelling"],
  },
  "tells of the announcement that came last": {
    fails: ["identity: adds nothing when a version is announced by another event"],
    also: ["relabelling"],
  },
  "takes the deletions of one second for one": {
    fails: [
      "identity: keeps deletions of one second apart by their events",
      "identity: keeps deletions of one second that stand at one place",
      "order: puts a deletion of rank 3 after versions of rank 2, and versions of rank 4 after that",
    ],
  },
  "appends before its task is run": {
    fails: ["identity: does nothing before the task of an append is run, and nothing more when it is run again"],
  },
  "drops what is older than the head": {
    fails: [
      "order: orders by time when an older record comes after a newer one",
      "order: orders by time when older records come together with a newer one",
      "order: orders versions of one millisecond by number when the older comes later",
      "order: puts a late deletion of rank -1 before its replacement",
    ],
    also: ["deletion and re-creation", "concurrency", "instant", "relabelling"],
  },
  "takes the record appended last for the head": {
    fails: ["head: goes on answering the newest record after an older one was appended"],
    also: ["order", "deletion and re-creation", "concurrency", "failure", "relabelling"],
  },
  "orders a history by version number only": {
    fails: [
      "order: orders by time before version number",
      "deletion and re-creation: keeps versions of the same number in two lives apart",
    ],
    also: [
      "identity",
      "order",
      "deletion and re-creation",
      "concurrency",
      "selection",
      "load",
      "failure",
      "relabelling",
    ],
  },
  "orders by time only, not by rank": {
    fails: [
      "order: puts a deletion of rank 1 after every version of its second",
      "order: puts a deletion of rank 3 after versions of rank 2, and versions of rank 4 after that",
    ],
    also: ["relabelling"],
  },
  "never changes the revision": {
    fails: ["head: has another revision after every change of the head"],
  },
  "takes an instant as exclusive": {
    fails: [
      "instant: answers a record at exactly its time",
      "instant: answers each name of a path as it was at the instant",
    ],
    also: ["order", "deletion and re-creation", "load", "page boundaries", "relabelling"],
  },
  "takes an instant as its whole second": {
    fails: [
      "order: tells milliseconds of one second apart",
      "instant: answers the older record a millisecond before the next one",
    ],
    also: ["order", "deletion and re-creation"],
  },
  "leaves out names that are gone": {
    fails: [
      "instant: answers a record at exactly its time",
      "instant: answers the newest record after all of them, the deletion included",
      "instant: answers each name of a path as it was at the instant",
    ],
    also: ["identity", "order", "deletion and re-creation", "concurrency", "selection", "failure", "relabelling"],
  },
  "takes /app/ for /apple": {
    fails: [
      "selection: selects one level of a path",
      "selection: selects nothing for a level that only has levels below it",
      "selection: selects a path with all below it, and nothing that only begins like it",
      "selection: selects a path inside a path",
      "selection: selects nothing for a path below which nothing lies",
    ],
  },
  "takes a key for what begins with it": {
    fails: [
      "selection: selects a key without what its name begins or what lies below it",
      "selection: selects a key in a path without what lies below it",
    ],
  },
  "takes a level for all below it": {
    fails: [
      "selection: selects one level of a path",
      "selection: selects the top level",
      "selection: selects nothing for a level that only has levels below it",
      "page boundaries: tells the states of many names, each once and in order",
    ],
  },
  "orders names as a dictionary does": {
    fails: [
      "selection: selects one level of a path",
      "selection: selects the top level",
      "selection: selects a path with all below it, and nothing that only begins like it",
      "selection: selects everything, ordered by name",
      "selection: answers the same stream of states twice at once",
    ],
  },
  "stops a stream of states after its first page": {
    fails: ["page boundaries: tells the states of many names, each once and in order"],
  },
  "stops a history after its first page": {
    fails: ["page boundaries: tells a long history of one name whole, with its neighbours"],
  },
  "trims the last newline": {
    fails: [
      "value: keeps a PEM with its last newline",
      "value: keeps several last newlines",
      "value: keeps CRLF line ends",
      "value: keeps a document of JSON",
    ],
  },
  "trims outer spaces": {
    fails: ["value: keeps leading and trailing spaces", "value: keeps nothing but a space"],
  },
  "turns CRLF into LF": {
    fails: ["value: keeps CRLF line ends"],
  },
  "keeps values as Latin-1": {
    fails: [
      "value: keeps letters beyond ASCII",
      "value: keeps emoji and other pairs of surrogates",
      "value: keeps letters that could be composed otherwise",
      "value: keeps a byte order mark at its beginning",
      "value: keeps separators of lines and paragraphs",
      "value: keeps 8 KB of letters beyond ASCII",
    ],
  },
  "normalises letters": {
    fails: ["value: keeps letters that could be composed otherwise"],
  },
  "drops a byte order mark": {
    fails: ["value: keeps a byte order mark at its beginning"],
  },
  "cuts values at 4 KB": {
    fails: ["value: keeps 8 KB of ASCII"],
  },
  "parses values that look like JSON": {
    fails: ["value: keeps a document of JSON"],
  },
  "loses attributes": {
    fails: [
      "attributes: keeps every attribute at once",
      "attributes: keeps an empty description",
      "attributes: keeps a description of 1,024 characters that S3 tags refuse",
      "attributes: keeps a description of 1,024 characters beyond ASCII",
      "attributes: keeps a description with emoji",
      "attributes: keeps a description with line ends, tabs and outer spaces",
      "attributes: keeps policies of 4 KB",
      "attributes: keeps a policy of which SSM tells only a part",
      "attributes: keeps labels, in their order",
      "attributes: keeps empty lists of policies and labels",
      "attributes: keeps that there were no tags",
      "attributes: keeps as many and as long tags as SSM takes",
      "attributes: keeps tags beyond ASCII, and without a value",
      "attributes: keeps a data type and a tier that AWS may add later",
      "attributes: keeps the attributes of each version",
    ],
    also: ["relabelling"],
  },
  "takes an empty description for none": {
    fails: ["attributes: keeps an empty description"],
  },
  "takes no tags for tags that are not known": {
    fails: ["attributes: keeps that there were no tags"],
  },
  "cuts descriptions at 256 characters": {
    fails: [
      "attributes: keeps a description of 1,024 characters that S3 tags refuse",
      "attributes: keeps a description of 1,024 characters beyond ASCII",
    ],
  },
  "sorts labels": {
    fails: ["attributes: keeps labels, in their order"],
  },
  "forgets the announcing event of a version": {
    fails: [
      "identity: adds nothing when a version is announced by another event",
      "identity: takes the same announcement for different records",
      "attributes: tells of the event that announced a version, wherever it tells of the version",
    ],
    also: ["relabelling"],
  },
  "takes every type for String": {
    fails: ["attributes: keeps each type of parameter"],
  },
  "loads the newest version of that number": {
    fails: [
      "deletion and re-creation: loads the version of each life",
      "load: loads the version that statesAt told of",
      "load: loads a version from a copy of its summary",
      "load: fails for a version that is not there, and answers no other one",
    ],
    also: ["concurrency", "relabelling"],
  },
  "loads the newest version where there is none": {
    fails: ["load: fails for a version that is not there, and answers no other one"],
    also: ["relabelling"],
  },
  "takes a relabelling for its version": {
    fails: [
      "relabelling: keeps a version once more, and its labels with it",
      "relabelling: keeps those of one second apart by their times, in that order",
    ],
    also: ["relabelling"],
  },
  "tells of a relabelling as the head": {
    fails: ["relabelling: leaves it out of the head"],
    also: ["relabelling"],
  },
  "takes one label event for another": {
    fails: ["relabelling: refuses one in the place of another event's, whatever the head"],
    also: ["relabelling"],
  },
  "loads a version for its relabelling": {
    fails: [
      "relabelling: keeps a version once more, and its labels with it",
      "relabelling: loads it from a copy of its summary, and never in place of its version",
    ],
    also: ["relabelling"],
  },
  "leaves relabellings out of the states": {
    fails: ["relabelling: answers it from its time on, until the next record"],
    also: ["relabelling"],
  },
  "puts a relabelling behind all of its millisecond": {
    fails: ["relabelling: puts one right behind its version, in front of a newer one, when they stand at one place"],
    also: ["relabelling"],
  },
  "tells of a failed head or history as an absence": {
    fails: [
      "failure: tells of a head that failed before its effect, and answers the next one",
      "failure: tells of a history that failed before its effect, and answers the next one",
      "failure: tells of a head that failed after its effect, and answers the next one",
      "failure: tells of a history that failed after its effect, and answers the next one",
    ],
  },
  "ends a stream of states silently when it fails": {
    fails: [
      "failure: ends a stream of states with the failure that struck before its effect",
      "failure: ends a stream of states with the failure that struck after its effect",
    ],
  },
  "acknowledges appends that failed": {
    fails: [
      "failure: tells of an append of a first version that failed before its effect, and completes it when it is tried again",
      "failure: tells of an append of several records to an unknown name that failed before its effect, and completes it when it is tried again",
      "failure: tells of an append of several records to a known name that failed before its effect, and completes it when it is tried again",
      "failure: tells of an append of a deletion that failed before its effect, and completes it when it is tried again",
      "failure: tells of an append of a re-creation that failed before its effect, and completes it when it is tried again",
      "failure: shows nothing of a value in the failure of an append or a load before its effect",
      "failure: tells of an append of a first version that failed after its effect, and completes it when it is tried again",
      "failure: tells of an append of several records to an unknown name that failed after its effect, and completes it when it is tried again",
      "failure: tells of an append of several records to a known name that failed after its effect, and completes it when it is tried again",
      "failure: tells of an append of a deletion that failed after its effect, and completes it when it is tried again",
      "failure: tells of an append of a re-creation that failed after its effect, and completes it when it is tried again",
      "failure: shows nothing of a value in the failure of an append or a load after its effect",
    ],
  },
  "throws instead of answering a failure": {
    fails: [
      "failure: tells of an append of a first version that failed before its effect, and completes it when it is tried again",
      "failure: tells of an append of several records to an unknown name that failed before its effect, and completes it when it is tried again",
      "failure: tells of an append of several records to a known name that failed before its effect, and completes it when it is tried again",
      "failure: tells of an append of a deletion that failed before its effect, and completes it when it is tried again",
      "failure: tells of an append of a re-creation that failed before its effect, and completes it when it is tried again",
      "failure: tells of a head that failed before its effect, and answers the next one",
      "failure: tells of a history that failed before its effect, and answers the next one",
      "failure: tells of a load that failed before its effect, and answers the next one",
      "failure: shows nothing of a value in the failure of an append or a load before its effect",
      "failure: tells of an append of a first version that failed after its effect, and completes it when it is tried again",
      "failure: tells of an append of several records to an unknown name that failed after its effect, and completes it when it is tried again",
      "failure: tells of an append of several records to a known name that failed after its effect, and completes it when it is tried again",
      "failure: tells of an append of a deletion that failed after its effect, and completes it when it is tried again",
      "failure: tells of an append of a re-creation that failed after its effect, and completes it when it is tried again",
      "failure: tells of a head that failed after its effect, and answers the next one",
      "failure: tells of a history that failed after its effect, and answers the next one",
      "failure: tells of a load that failed after its effect, and answers the next one",
      "failure: shows nothing of a value in the failure of an append or a load after its effect",
    ],
  },
  "quotes a value in a failure": {
    fails: [
      "failure: shows nothing of a value in the failure of an append or a load before its effect",
      "failure: shows nothing of a value in the failure of an append or a load after its effect",
    ],
  },
  "keeps the newest record first when an append fails in its middle": {
    fails: [
      "failure: tells of an append of several records to an unknown name that failed before its effect, and completes it when it is tried again",
      "failure: tells of an append of several records to a known name that failed before its effect, and completes it when it is tried again",
    ],
  },
  "loses appends that run at once": {
    fails: ["concurrency: loses and doubles nothing when two instances append to one name at once"],
    also: ["relabelling"],
  },
  "acknowledges a stale append and drops it": {
    fails: [
      "concurrency: loses and doubles nothing when appending to the head of an unknown name",
      "concurrency: loses and doubles nothing when appending to the head of an unknown name, when its records are older",
      "concurrency: loses and doubles nothing when appending to the head from before a version",
      "concurrency: loses and doubles nothing when appending to the head from before a version of the same value",
      "concurrency: loses and doubles nothing when appending to the head from before a deletion",
      "concurrency: loses and doubles nothing when appending to the head from before a re-creation",
      "concurrency: loses and doubles nothing when appending to the head from before a re-creation and another deletion",
      "concurrency: loses and doubles nothing when two instances append to one name at once",
    ],
    also: ["identity", "relabelling"],
  },
  "shows another instance an old head": {
    fails: [
      "concurrency: loses and doubles nothing when two instances append to one name at once",
      "concurrency: loses and doubles nothing when two instances append the same records at once",
      "concurrency: shows through one instance what another one acknowledged",
    ],
    also: ["relabelling"],
  },
  "loses everything when it is closed": {
    fails: [
      "durability: still tells everything after it was closed and opened again",
      "durability: knows after it was opened again what it had",
      "durability: still tells every name after it was closed and opened again",
    ],
  },
};

describe("the store conformance suite", () => {
  it("finds nothing wrong with a sound store", async () => {
    expect(await failingTitles(harnessOf(sound))).toEqual([]);
  });

  it("is tried against every broken store", () => {
    expect(Object.keys(FINDINGS)).toEqual(Object.keys(BROKEN));
  });

  it.for(Object.entries(BROKEN))("finds the store that %s", async ([fault, open]) => {
    const { fails, also = [] } = FINDINGS[fault] ?? { fails: [] };
    const failing = await failingTitles(open);
    const isConsequence = (title: string): boolean => also.some((group) => title.startsWith(`${group}: `));
    expect(failing.filter((title) => fails.includes(title) || !isConsequence(title))).toEqual(fails);
    expect(fails).not.toEqual([]);
  });
});
