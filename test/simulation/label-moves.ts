import * as E from "fp-ts/lib/Either.js";
import { isRelabelling, type RecordSummary, type VersionSummary } from "../../src/domain/model/backup-record.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { ParameterAttributes, ParameterVersion } from "../../src/domain/model/parameter-version.ts";
import { type Millis, sameSecond, startOfSecond } from "../../src/domain/model/time.ts";
import type { Message } from "./channel.ts";
import type { Invocation } from "./invocation.ts";
import { labelOf, labelOfLive, labelOfRecord } from "./labels.ts";
import type { Fact, VersionFact } from "./truth.ts";
import type { World } from "./world.ts";

/** A label that really was put onto a version. */
export interface LabelMove {
  readonly name: ParameterName;
  /** The second of its event. */
  readonly at: Millis;
  readonly life: number;
  readonly label: string;
  /** The version that got it. */
  readonly version: number;
  readonly message: Message;
}

/** What is known of a name when its labels are judged. */
interface Case {
  readonly facts: ReadonlyArray<Fact>;
  readonly moves: ReadonlyArray<LabelMove>;
}

const factOf = ({ facts }: Case, record: RecordSummary): VersionFact | undefined =>
  facts.filter((fact) => fact.kind === "version").find((fact) => labelOf(fact) === labelOfRecord(record));

const moveOf = ({ moves }: Case, record: RecordSummary): LabelMove | undefined =>
  moves.find(({ message }) => message.received && message.eventId === record.announcedBy?.eventId);

/** Whether a version may have been the newest when a label moved: as far as events, which have whole seconds, tell. */
const mayBeNewest = ({ facts }: Case, version: VersionFact, move: LabelMove): boolean => {
  const second = startOfSecond(move.at);
  const isBetween = (fact: Fact): boolean => version.at < fact.at && startOfSecond(fact.at) < second;
  const isOfLife = version.life === move.life || sameSecond(version.at, second);
  return (
    isOfLife && startOfSecond(version.at) <= second && !facts.some((fact) => fact.kind === "version" && isBetween(fact))
  );
};

const inventedIn = (known: Case, record: VersionSummary & { readonly labelledAt: Millis }): boolean => {
  const [version, move] = [factOf(known, record), moveOf(known, record)];
  if (version === undefined || move === undefined) return true;
  return !sameSecond(record.labelledAt, move.at) || !mayBeNewest(known, version, move);
};

const lastLookOf = (
  invocations: ReadonlyArray<Invocation>,
  { name, message }: LabelMove,
): ReadonlyArray<ParameterVersion> | undefined => {
  const invocation = invocations.find(({ messages, report }) =>
    messages.some((other, index) => other === message && report?.outcomes[index]?._tag === "Handled"),
  );
  return invocation?.looks.findLast((look) => look.name === name)?.live;
};

/** Whether the move's second holds a deletion: then nobody can tell which life it belongs to. */
const isSplit = ({ facts }: Case, move: LabelMove): boolean =>
  facts.some((fact) => fact.kind === "deletion" && sameSecond(fact.at, move.at));

/** Whether a label event was answered by a handler that still saw the life it belongs to. */
const hadToBeKept = (known: Case, invocations: ReadonlyArray<Invocation>, move: LabelMove): boolean => {
  const live = move.message.acknowledged ? lastLookOf(invocations, move) : undefined;
  const newest = live?.at(-1);
  const version = known.facts.find((fact) => newest !== undefined && labelOf(fact) === labelOfLive(newest));
  const isThere = live?.some(({ modifiedAt }) => startOfSecond(modifiedAt) <= move.at) ?? false;
  return version?.life === move.life && isThere && !isSplit(known, move);
};

/** Whether a label was on a version of that number, as far as the record's own life can be told. */
const wasLabelled = ({ moves }: Case, { at, life }: VersionFact, label: string, version: number): boolean =>
  moves.some(
    (move) => move.label === label && move.version === version && (move.life === life || sameSecond(move.at, at)),
  );

const wrongLabels = (known: Case, record: VersionSummary, attributes: ParameterAttributes): ReadonlyArray<string> => {
  const version = factOf(known, record);
  if (version === undefined) return [];
  const { labels = [], olderLabels = {} } = attributes;
  const told = [...labels.map((label) => [label, record.version] as const), ...Object.entries(olderLabels)];
  const invented = told.filter(([label, on]) => on > record.version || !wasLabelled(known, version, label, on));
  const move = isRelabelling(record) ? moveOf(known, record) : undefined;
  const isTold =
    move === undefined ||
    isSplit(known, move) ||
    told.some(([label, on]) => label === move.label && on === move.version);
  return [
    ...invented.map(([label, on]) => `has the label ${label} of version ${on}, which that never had`),
    ...(isTold ? [] : [`lacks the label ${move.label} that it was kept for`]),
  ];
};

/** Everything that is wrong with the labels that are kept of a name. */
export const wrongRelabellings = async (
  { moves, truth, invocations, store: { view } }: World,
  name: ParameterName,
  kept: ReadonlyArray<RecordSummary>,
): Promise<ReadonlyArray<string>> => {
  const known: Case = { facts: truth.factsOf(name), moves: moves.filter((move) => move.name === name) };
  const relabellings = kept.filter(isRelabelling);
  const events = new Set(relabellings.map(({ announcedBy }) => announcedBy?.eventId));
  const missing = known.moves.filter(
    (move) => hadToBeKept(known, invocations, move) && !events.has(move.message.eventId),
  );
  const wrong: string[] = [];
  for (const record of relabellings) {
    const loaded = await view.load(record)();
    if (E.isLeft(loaded)) wrong.push(`can't be loaded: ${loaded.left._tag}`);
    else wrong.push(...wrongLabels(known, record, loaded.right.attributes));
  }
  return [
    ...relabellings
      .filter((record) => inventedIn(known, record))
      .map(
        (record) => `${name}: ${labelOfRecord(record)} is kept with labels of ${record.labelledAt}, and had no such`,
      ),
    ...missing.map(({ message, label }) => `${name}: the label event ${message.id} (${label}) is missing`),
    ...wrong.map((what) => `${name}: a relabelling ${what}`),
  ];
};
