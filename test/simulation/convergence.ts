import { InMemoryBackupStore } from "../../src/adapters/memory/in-memory-backup-store.ts";
import { type State, stateAt } from "../../src/domain/history/state.ts";
import type { Fact, FactSummary } from "../../src/domain/model/fact.ts";
import { Secret } from "../../src/domain/model/secret.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import { rightOf } from "../support/workshop.ts";
import { type Case, instantsOf, type Violation } from "./oracle.ts";

const NO_VALUE = Secret.of("");

/** States do not hang on values: every version gets the same. */
const toFact = (summary: FactSummary): Fact =>
  summary._tag === "Version" ? { ...summary, value: NO_VALUE, attributes: {} } : summary;

const withoutEvidence = (fact: Fact): Fact => {
  if (fact._tag !== "Deletion") return fact;
  const { aliveSince: _evidence, ...deletion } = fact;
  return deletion;
};

/** A fixed order that has nothing to do with time, so that a program is judged the same each time. */
const shuffled = <A>(items: ReadonlyArray<A>): ReadonlyArray<A> =>
  items
    .map((item, index) => ({ item, key: (index * 7919 + 13) % 101 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

const fill = async (store: BackupStore, name: Case["name"], facts: ReadonlyArray<Fact>): Promise<void> => {
  for (const fact of facts) await rightOf(store.append({ name, facts: [fact] }));
};

const textOf = (state: State | undefined): string => {
  if (state === undefined) return "nothing";
  if (state._tag === "Deleted")
    return JSON.stringify({ ...state.deletion, aliveSince: state.deletion.aliveSince ?? null });
  const changes = state.labelChanges.map(({ eventId }) => eventId).sort();
  return `${state.version.version} of ${state.version.modifiedAt} ${changes.join()}`;
};

const differing = (known: Case, told: ReadonlyArray<FactSummary>, how: string, instants: ReadonlyArray<Millis>) =>
  instants
    .filter((instant) => textOf(stateAt(told, instant)) !== textOf(stateAt(known.stored, instant)))
    .map((instant) => `${known.name} at ${instant}: another state is told by a store that was ${how}`);

/** How many instants of a name are compared. */
const MOST_INSTANTS = 12;

/** Stores that were fed the same facts in another order, doubled, or merged from overlapping halves answer the same. */
export const wrongConvergence = async (known: Case): Promise<ReadonlyArray<Violation>> => {
  const { name, stored } = known;
  const facts = stored.map(toFact);
  const [reversed, left, merged] = [new InMemoryBackupStore(), new InMemoryBackupStore(), new InMemoryBackupStore()];
  await fill(reversed, name, [...facts.toReversed(), ...shuffled(facts).map(withoutEvidence)]);
  const mixed = shuffled(facts);
  await fill(left, name, mixed.slice(0, Math.ceil(mixed.length * 0.6)));
  await fill(merged, name, mixed.slice(Math.floor(mixed.length * 0.4)));
  await fill(merged, name, (await rightOf(left.facts(name))).map(toFact));
  const all = instantsOf(known);
  const stride = Math.ceil(all.length / MOST_INSTANTS);
  const instants = all.filter((_, index) => index % stride === 0);
  return [
    ...differing(known, await rightOf(reversed.facts(name)), "fed in another order", instants),
    ...differing(known, await rightOf(merged.facts(name)), "merged of two halves", instants),
  ];
};
