import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { State } from "../../src/domain/history/state.ts";
import { compareVersions, type FactSummary, isVersion, type VersionSummary } from "../../src/domain/model/fact.ts";
import type { BackupStore } from "../../src/ports/backup-store.ts";
import { type Break, type Broken, broken, harnessOf } from "./broken-store.ts";

const newestOf = (inner: BackupStore, asked: VersionSummary, isMeant: (one: VersionSummary) => boolean) =>
  pipe(
    inner.facts(asked.name),
    TE.map((facts) => facts.filter(isVersion).filter(isMeant).toSorted(compareVersions).at(-1) ?? asked),
    TE.chain((found) => inner.load(found)),
  );

/** Hands out references, and loads by references only. */
const byReference =
  (references: WeakSet<VersionSummary> | undefined): Break =>
  (inner) => ({
    facts: (name) =>
      pipe(
        inner.facts(name),
        TE.map((facts) =>
          facts.map((fact) => {
            if (!isVersion(fact)) return fact;
            const told = { ...fact, reference: "here" };
            references?.add(told);
            return told;
          }),
        ),
      ),
    load: (version) =>
      (references === undefined ? version.reference === "here" : references.has(version))
        ? inner.load(version)
        : inner.load({ ...version, modifiedAt: 0 }),
  });

const remembering: Break = (inner) => byReference(new WeakSet())(inner);

const wrong = (version: VersionSummary): VersionSummary => ({ ...version, reference: "wrong" });

/** Loads no version whose summary it handed out with a wrong reference. */
const misleading =
  (tell: Break): Break =>
  (inner) => ({
    ...tell(inner),
    load: (version) => inner.load(version.reference === "wrong" ? { ...version, modifiedAt: 0 } : version),
  });

const misleadingTail = misleading((inner) => ({
  tail: (name) =>
    pipe(
      inner.tail(name),
      TE.map(({ newest, ...tail }) => (newest === undefined ? tail : { ...tail, newest: wrong(newest) })),
    ),
}));

const misleadingStates = misleading((inner) => ({
  async *statesAt(...asked) {
    for await (const state of inner.statesAt(...asked)) {
      yield E.map((told: State): State => (told._tag === "Exists" ? { ...told, version: wrong(told.version) } : told))(
        state,
      );
    }
  },
}));

const misleadingSpan = misleading((inner) => ({
  async *factsWithin(...asked) {
    for await (const fact of inner.factsWithin(...asked)) {
      yield E.map((told: FactSummary): FactSummary => (isVersion(told) ? wrong(told) : told))(fact);
    }
  },
}));

/** Stores that load another version than they are asked for. */
export const LOADS: ReadonlyArray<Broken> = [
  broken(
    "loads the newest version of the number",
    (inner) => ({ load: (asked) => newestOf(inner, asked, ({ version }) => version === asked.version) }),
    "load: tells versions of one number apart",
  ),
  broken(
    "loads the newest version of the millisecond",
    (inner) => ({ load: (asked) => newestOf(inner, asked, ({ modifiedAt }) => modifiedAt === asked.modifiedAt) }),
    "load: tells versions of one millisecond apart",
    "load: gives a version without a number",
  ),
  broken(
    "loads the newest version always",
    (inner) => ({ load: (asked) => newestOf(inner, asked, () => true) }),
    "load: fails for a version that is not stored",
    "load: gives the versions that facts",
    "load: gives an older version",
  ),
  broken(
    "loads by a reference only",
    byReference(undefined),
    "load: gives a version without its reference",
    "load: gives a version that another instance told of without",
  ),
  {
    title: "remembers the objects that it handed out",
    open: harnessOf(remembering, remembering),
    fails: ["load: gives a version from a copy", "load: gives a version that another instance"],
  },
  broken("loads no version that the tail told of", misleadingTail, "load: gives the versions that tail"),
  broken("loads no version that statesAt told of", misleadingStates, "load: gives the versions that statesAt"),
  broken("loads no version that factsWithin told of", misleadingSpan, "load: gives the versions that factsWithin"),
];
