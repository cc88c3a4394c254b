import { setImmediate } from "node:timers/promises";
import * as E from "fp-ts/lib/Either.js";
import type { Scope } from "../../src/domain/model/scope.ts";
import type { AppendRequest, BackupStore } from "../../src/ports/backup-store.ts";
import { type StoreError, storeMisconfigured, storeUnavailable } from "../../src/ports/store-error.ts";
import { InMemoryBackupStore, type StoreHarness } from "../../src/testing/index.ts";
import { type Break, type Broken, breaking, broken, sound } from "./broken-store.ts";

const refused = storeMisconfigured("another owner's facts are here");

const withoutOwner = ({ owner: _, ...request }: AppendRequest): AppendRequest => request;

interface Rule {
  /** Which of two owners count as one. */
  readonly isSame?: (a: Scope, b: Scope) => boolean;
  /** What the owner is remembered for. */
  readonly keyOf?: (request: AppendRequest) => string;
  /** Whether the append is stored although it is refused. */
  readonly storesAnyway?: boolean;
  /** Whether the owner who is refused is remembered in place of the first. */
  readonly replaces?: boolean;
  readonly error?: StoreError;
}

const isEqual = (a: Scope, b: Scope): boolean => a.account === b.account && a.region === b.region;

/** Compares owners by a rule of its own. */
const comparing =
  ({ isSame = isEqual, keyOf = () => "", storesAnyway = false, replaces = false, error = refused }: Rule): Break =>
  (inner) => {
    const owners = new Map<string, Scope>();
    const isForeign = (owner: Scope, key: string): boolean => {
      const first = owners.get(key);
      if (first === undefined || replaces) owners.set(key, owner);
      return first !== undefined && !isSame(first, owner);
    };
    return {
      append: (request) => async () => {
        const { owner } = request;
        const isRefused = owner !== undefined && isForeign(owner, keyOf(request));
        if (isRefused && !storesAnyway) return E.left(error);
        const answer = await inner.append(withoutOwner(request))();
        return isRefused ? E.left(error) : answer;
      },
    };
  };

const perInstance = async (): Promise<StoreHarness> => {
  const inner = new InMemoryBackupStore();
  const open = (): BackupStore => breaking(inner, comparing({}));
  return {
    store: open(),
    reopen: async () => open(),
    failNext: (when) => inner.failNext(when),
    dispose: async () => {},
  };
};

const forgetful = async (): Promise<StoreHarness> => {
  const inner = new InMemoryBackupStore();
  const durable = (change: Break): BackupStore => ({ ...breaking(inner, change), capabilities: { durable: true } });
  return {
    store: durable(sound),
    reopen: async () => durable(() => ({ append: (request) => inner.append(withoutOwner(request)) })),
    failNext: (when) => inner.failNext(when),
    dispose: async () => {},
  };
};

const readsFirst: Break = (inner) => {
  let known: Scope | undefined;
  return {
    append: (request) => async () => {
      const seen = known;
      await setImmediate();
      const { owner } = request;
      if (owner !== undefined && seen !== undefined && !isEqual(seen, owner)) return E.left(refused);
      known ??= owner;
      return inner.append(withoutOwner(request))();
    },
  };
};

const onlyWhenNew: Break = (inner) => ({
  append: (request) => async () => {
    const known = await inner.facts(request.name)();
    const isKnown = E.isRight(known) && known.right.length >= request.facts.length;
    return isKnown ? inner.append(withoutOwner(request))() : inner.append(request)();
  },
});

/** Stores that forget or mix up whose parameters they have. */
export const OWNERS: ReadonlyArray<Broken> = [
  broken(
    "ignores the owner",
    (inner) => ({ append: (request) => inner.append(withoutOwner(request)) }),
    "owner: of another",
    "owner: that is refused",
    "owner: is compared",
  ),
  broken("compares regions only", comparing({ isSame: (a, b) => a.region === b.region }), "owner: of another account"),
  broken(
    "compares accounts only",
    comparing({ isSame: (a, b) => a.account === b.account }),
    "owner: of another region",
  ),
  broken("takes no second append of an owner", comparing({ isSame: (a, b) => a === b }), "owner: may append again"),
  broken(
    "stores the facts of an owner that it refuses",
    comparing({ storesAnyway: true }),
    "owner: that is refused stores nothing",
  ),
  broken("remembers the owner that it refused", comparing({ replaces: true }), "owner: that is refused does not take"),
  broken(
    "remembers an owner for each name",
    comparing({ keyOf: ({ name }) => name }),
    "owner: is compared for every name",
  ),
  broken("compares the owner where a fact is new", onlyWhenNew, "owner: is compared where every fact is stored"),
  broken(
    "says that it is not reachable for another owner",
    comparing({ error: storeUnavailable("no") }),
    "owner: of another",
  ),
  broken(
    "refuses facts of an unknown owner",
    (inner) => ({
      append: (request) => (request.owner === undefined ? async () => E.left(refused) : inner.append(request)),
    }),
    "owner: that is unknown",
  ),
  { title: "remembers the owner in each instance", open: perInstance, fails: ["owner: is compared by every instance"] },
  { title: "forgets the owner when it is closed", open: forgetful, fails: ["owner: is remembered after"] },
  broken("takes two owners at once", readsFirst, "owner: is one of several"),
];
