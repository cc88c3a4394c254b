import type { State } from "../../domain/history/state.ts";
import type { Deletion, FactSummary, LabelChange, VersionSummary } from "../../domain/model/fact.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Selection } from "../../domain/model/selection.ts";
import type { Millis } from "../../domain/model/time.ts";
import type { Span, Tail } from "../../ports/backup-store.ts";
import { START, version as sample } from "./facts.ts";

/** How many things of a list a message shows. */
const SHOWN = 12;

const USUAL = sample(1, START);

/** The text of a time in messages: in seconds of the suite's day. */
export const timeText = (time: Millis): string => `${(time - START) / 1000} s`;

/** The text of a list in messages. The text is cut after a dozen entries. */
const listText = (texts: ReadonlyArray<string>): string => {
  const rest = texts.length - SHOWN;
  return `[${texts.slice(0, SHOWN).join(", ")}${rest > 0 ? `, and ${rest} more` : ""}]`;
};

const ofName = ({ name }: FactSummary): string => (name === USUAL.name ? "" : ` of "${name}"`);

const digitOf = (eventId: string): string => eventId.replace(/^[0-]*(?:4000-8000-0*)?/, "");

const versionText = (fact: VersionSummary): string => {
  const { version = "without number", modifiedAt, modifiedBy, type } = fact;
  const extras = [
    ...(type === USUAL.type ? [] : [type]),
    ...(modifiedBy === USUAL.modifiedBy ? [] : [`by ${modifiedBy ?? "somebody unknown"}`]),
  ];
  return `version ${version}${ofName(fact)} at ${timeText(modifiedAt)}${extras.map((text) => ` (${text})`).join("")}`;
};

const sourceText = ({ source }: Deletion): string => {
  switch (source._tag) {
    case "Event":
      return ` by event ${digitOf(source.eventId)}${source.operation === "Delete" ? "" : ` (${source.operation})`}`;
    case "Sweep":
      return " found by a sweep";
    case "Marker":
      return ` by marker ${source.versionId}`;
  }
};

const deletionText = (fact: Deletion): string => {
  const evidence = fact.aliveSince === undefined ? "" : `, alive since ${timeText(fact.aliveSince)}`;
  return `deletion${ofName(fact)} at ${timeText(fact.at)}${sourceText(fact)}${evidence}`;
};

const labelChangeText = (fact: LabelChange): string => {
  const from = fact.fromVersion === undefined ? "" : ` from version ${fact.fromVersion}`;
  const event = digitOf(fact.eventId);
  return `label ${fact.label}${ofName(fact)}${from} to version ${fact.toVersion} at ${timeText(fact.at)} by event ${event}`;
};

/** The text of a fact in messages, without value and attributes. */
export const factText = (fact: FactSummary): string => {
  switch (fact._tag) {
    case "Version":
      return versionText(fact);
    case "Deletion":
      return deletionText(fact);
    case "LabelChange":
      return labelChangeText(fact);
  }
};

/** The text of facts in messages. */
export const factsText = (facts: ReadonlyArray<FactSummary>): string => listText(facts.map(factText));

const stateText = (state: State): string => {
  if (state._tag === "Deleted") return factText(state.deletion);
  const { version, labelChanges } = state;
  return `${factText(version)}${labelChanges.length === 0 ? "" : ` with ${factsText(labelChanges)}`}`;
};

/** The text of states in messages. */
export const statesText = (states: ReadonlyArray<State>): string => listText(states.map(stateText));

/** The text of a tail in messages. */
export const tailText = ({ newest, deletions }: Tail): string =>
  `${newest === undefined ? "no newest version" : factText(newest)} and deletions ${factsText(deletions)}`;

/** The text of a name in messages. */
export const nameText = (name: ParameterName): string => JSON.stringify(name);

/** The text of a selection in messages. */
export const selectionText = (selection: Selection): string => {
  switch (selection._tag) {
    case "Key":
      return nameText(selection.name);
    case "Level":
      return `level "${selection.path}"`;
    case "Tree":
      return `tree "${selection.path}"`;
  }
};

/** The text of a span in messages. */
export const spanText = ({ since, until }: Span): string => `${timeText(since)} to ${timeText(until)}`;
