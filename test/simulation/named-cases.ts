import { IN_ORDER, type Program, type Step } from "./step.ts";

const DB = "/app/db";
const THIRTY_DAYS = 30 * 86_400_000;
const SEVENTY_FIVE_YEARS = 75 * 365 * 86_400_000;

/** A program that has a name, and what is stored of `/app/db` after it: seconds after the start, oldest first. */
export interface NamedCase {
  readonly title: string;
  readonly program: Program;
  readonly stored: ReadonlyArray<string>;
  /** The deviations that the promise allows; default none. */
  readonly admits?: ReadonlyArray<string>;
}

const put: Step = { do: "put", name: DB };
const remove: Step = { do: "delete", name: DB };
const wait = (ms: number): Step => ({ do: "wait", ms });
const receive = (...take: ReadonlyArray<number>): Step => ({ do: "receive", by: 0, take });
const handled = (...take: ReadonlyArray<number>): ReadonlyArray<Step> => [
  receive(...take),
  { do: "run", by: 0, calls: 20 },
];

const inOrder = (...steps: ReadonlyArray<Step>): Program => ({ steps, finish: IN_ORDER });
const newestFirst = (...steps: ReadonlyArray<Step>): Program => ({
  steps,
  finish: { order: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0], atOnce: 1 },
});
const atOnce = (...steps: ReadonlyArray<Step>): Program => ({ steps, finish: { order: [], atOnce: 10 } });

/** What the design that stores "the value now" under "the time of the event" gets wrong, one by one. */
export const namedCases: ReadonlyArray<NamedCase> = [
  {
    title: "an update that is handled after the next update",
    program: newestFirst(put, ...handled(0), wait(2_000), put, wait(2_000), put),
    stored: ["v1@0", "v2@2", "v3@4"],
  },
  {
    title: "an event that is handled twice with a change in between",
    program: inOrder(put, ...handled(0), wait(1_500), put, { do: "receive", by: 0, take: [], again: [0] }),
    stored: ["v1@0", "v2@1.5"],
  },
  {
    title: "two changes in one second, in order",
    program: inOrder(put, wait(300), put, wait(400), put),
    stored: ["v1@0", "v2@0.3", "v3@0.7"],
  },
  {
    title: "two changes in one second, the later one first",
    program: newestFirst(put, wait(300), put, wait(400), put),
    stored: ["v1@0", "v2@0.3", "v3@0.7"],
  },
  {
    title: "a delete and re-create one second apart, handled three seconds later, and a look thirty days on",
    program: inOrder(
      ...[put, ...handled(0), wait(10_000), remove, wait(1_000), put, wait(3_000)],
      ...[...handled(0), ...handled(0), wait(THIRTY_DAYS)],
    ),
    stored: ["v1@0", "deleted@10", "v1@11"],
  },
  {
    title: "a delete and re-create within one second, handled three seconds later, and a look thirty days on",
    program: inOrder(
      ...[put, ...handled(0), wait(10_100), remove, wait(300), put, wait(3_000)],
      ...[...handled(0), ...handled(0), wait(THIRTY_DAYS)],
    ),
    stored: ["v1@0", "deleted@10", "v1@10.4"],
  },
  {
    title: "a delete that is handled after the re-create",
    program: newestFirst(put, ...handled(0), wait(10_000), remove, wait(40_000), put),
    stored: ["v1@0", "deleted@10", "v1@50"],
  },
  {
    title: "an hour of create, update, delete, create, handled at once after an outage",
    program: atOnce(
      ...[{ do: "outage", of: "store", how: "timeout-before", ms: 3_600_000 } as const],
      ...[put, ...handled(0), wait(900_000), put, ...handled(0, 1), wait(900_000)],
      ...[remove, ...handled(0, 1, 2), wait(900_000), put, ...handled(3), wait(900_000)],
    ),
    stored: ["deleted@1800", "v1@2700"],
  },
  {
    title: "a String overwritten by a SecureString before the first event is handled",
    program: inOrder({ do: "put", name: DB, type: "String" }, wait(500), { do: "put", name: DB, type: "SecureString" }),
    stored: ["v1@0", "v2@0.5 SecureString"],
  },
  {
    title: "a String replaced by a SecureString before the first event is handled",
    program: inOrder(...[{ do: "put", name: DB, type: "String" } as const, wait(500), remove, wait(30_000)], {
      do: "put",
      name: DB,
      type: "SecureString",
    }),
    stored: ["deleted@0", "v1@30.5 SecureString"],
  },
  {
    title: "a parameter that is created and deleted before its first event",
    program: inOrder(put, wait(700), remove),
    stored: ["deleted@0"],
  },
  {
    title: "a handler that dies between its append and its answer",
    program: inOrder(
      ...[put, wait(2_000), put, receive(0), { do: "run", by: 0, calls: 2 } as const],
      ...[{ do: "fail", by: 0, how: "dies-after" } as const, wait(2_000), put],
    ),
    stored: ["v1@0", "v2@2", "v3@4"],
  },
  {
    title: "a deletion that is handled by one handler while another keeps the re-creation",
    program: inOrder(
      ...[put, ...handled(0), wait(10_100), remove, wait(300), receive(0), { do: "run", by: 0, calls: 1 } as const],
      ...[put, { do: "receive", by: 1, take: [1] } as const, { do: "run", by: 1, calls: 20 } as const],
    ),
    stored: ["v1@0", "deleted@10", "v1@10.4"],
  },
  {
    title: "a parameter that expires and is created again",
    program: newestFirst(
      ...[{ do: "put-expiring", name: DB, after: 5_000 } as const, ...handled(0)],
      ...[wait(5_000), { do: "expire" } as const, wait(5_000), put],
    ),
    stored: ["v1@0", "expired@5", "v1@10"],
  },
  {
    title: "an update and a deletion whose events are lost, until a sweep",
    program: inOrder(
      ...[put, ...handled(0), wait(2_000), put, { do: "lose", take: 0 } as const],
      ...[wait(2_000), remove, { do: "lose", take: 0 } as const],
    ),
    stored: ["v1@0"],
  },
  {
    title: "a deletion whose event is lost and that a re-creation follows",
    program: inOrder(put, ...handled(0), wait(2_000), remove, { do: "lose", take: 0 }, wait(2_000), put),
    stored: ["v1@0", "v1@4"],
  },
  {
    title: "a Delete event dated 2099, handled while the parameter does not exist",
    program: inOrder(
      ...[put, ...handled(0), wait(2_000), remove, ...handled(0), wait(2_000)],
      ...[
        { do: "future", name: DB, ahead: SEVENTY_FIVE_YEARS } as const,
        ...handled(0),
        put,
        ...handled(1),
        wait(2_000),
      ],
      put,
    ),
    stored: ["v1@0", "deleted@2", "v1@4", "v2@6"],
  },
  {
    title: "a sweep with the credentials of another account",
    program: inOrder(
      ...[put, ...handled(0), wait(61_000), { do: "foreign-sweep", by: 0 } as const],
      ...[{ do: "run", by: 0, calls: 60 } as const, wait(1_000), put],
    ),
    stored: ["v1@0", "v2@62"],
  },
  {
    title: "a bare delete marker on a parameter that goes on",
    program: inOrder(put, ...handled(0), wait(2_000), { do: "mark", name: DB }, wait(2_000), put),
    stored: ["v1@0", "v2@4"],
  },
];
