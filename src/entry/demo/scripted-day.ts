import type { InMemoryParameterStore } from "../../adapters/memory/in-memory-parameter-store.ts";
import type { ManualClock } from "../../adapters/memory/manual-clock.ts";

/** The morning of the demonstration. The day is always the same, so that the events are always the same, too. */
export const MORNING = Date.UTC(2024, 5, 8, 8, 0, 0);

const MINUTE = 60_000;

/** The parameters of the day, in the order in which their histories are shown. */
export const NAMES = ["/shop/db/host", "/shop/db/password", "/shop/features", "/shop/tmp/token", "motd"] as const;

/** A step of the day. */
export interface Step {
  /** Minutes since the step before. */
  readonly after: number;
  readonly what: string;
  readonly act: (store: InMemoryParameterStore) => void;
}

/** Morning, noon and evening. Events are handled after each part of the day. */
export const DAY: ReadonlyArray<ReadonlyArray<Step>> = [
  [
    {
      after: 0,
      what: "create /shop/db/host and /shop/db/password",
      act: (store) => {
        store.putParameter({ name: "/shop/db/host", type: "String", value: "db-1.example.com" });
        store.putParameter({ name: "/shop/db/password", type: "SecureString", value: "demo-1", description: "main" });
      },
    },
    {
      after: 30,
      what: "create the list /shop/features and the top-level motd",
      act: (store) => {
        store.putParameter({ name: "/shop/features", type: "StringList", value: "search,cart" });
        store.putParameter({ name: "motd", type: "String", value: "good morning" });
      },
    },
    {
      after: 45,
      what: "update /shop/db/password twice within one second",
      act: (store) => {
        store.putParameter({ name: "/shop/db/password", value: "demo-2", overwrite: true });
        store.putParameter({ name: "/shop/db/password", value: "demo-3", overwrite: true });
      },
    },
  ],
  [
    {
      after: 60,
      what: "create /shop/tmp/token, and delete it before anybody looks",
      act: (store) => {
        store.putParameter({ name: "/shop/tmp/token", type: "SecureString", value: "demo-token" });
        store.deleteParameter("/shop/tmp/token");
      },
    },
    { after: 30, what: "delete /shop/db/host", act: (store) => store.deleteParameter("/shop/db/host") },
    {
      after: 1,
      what: "re-create /shop/db/host: its versions start again at 1",
      act: (store) => void store.putParameter({ name: "/shop/db/host", type: "String", value: "db-2.example.com" }),
    },
  ],
  [
    {
      after: 240,
      what: "update /shop/features, label motd (no value changes)",
      act: (store) => {
        store.putParameter({ name: "/shop/features", value: "search,cart,wishlist", overwrite: true });
        store.labelParameterVersion("motd", ["live"]);
      },
    },
    { after: 60, what: "delete motd", act: (store) => store.deleteParameter("motd") },
  ],
];

/** Plays a part of the day, and tells of every step. */
export const play = (
  steps: ReadonlyArray<Step>,
  store: InMemoryParameterStore,
  clock: ManualClock,
  tell: (line: string) => void,
): void => {
  for (const { after, what, act } of steps) {
    clock.advance(after * MINUTE);
    act(store);
    tell(`  ${new Date(clock.now()).toISOString().slice(11, 16)}  ${what}`);
  }
};
