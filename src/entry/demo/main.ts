/**
 * The demonstration behind `npm start`. A Parameter Store in memory plays a short scripted day. The change events go
 * delayed, doubled and out of order through the real Lambda handler into a SQLite file, and the stored histories are shown.
 * Then the shop is put back as it was in the morning. A second run sends the same events and adds nothing.
 */

import { right } from "fp-ts/lib/TaskEither.js";
import { InMemoryParameterStore } from "../../adapters/memory/in-memory-parameter-store.ts";
import { InMemoryParameterTarget } from "../../adapters/memory/in-memory-parameter-target.ts";
import { ManualClock } from "../../adapters/memory/manual-clock.ts";
import type { SourceScheme } from "../../composition/schemes/scheme.ts";
import { run } from "../cli/run.ts";
import { processTerminal } from "../cli/ui/terminal.ts";
import { createFunctions } from "../library/index.ts";
import { DAY, MORNING, NAMES, play } from "./scripted-day.ts";

const STORE = "sqlite:./ssmbak-demo.db";

const { out } = processTerminal;

const clock = new ManualClock(MORNING);
const parameterStore = new InMemoryParameterStore({ clock });
const { processEvent, handler } = createFunctions({
  store: STORE,
  source: parameterStore,
  clock,
  defaultLogLevel: "warn",
});

/** An SQS event with the envelopes as messages. */
const toSqsEvent = (envelopes: ReadonlyArray<{ readonly id: string }>) => ({
  Records: envelopes.map((envelope, index) => ({
    messageId: `${envelope.id}-${index}`,
    body: JSON.stringify(envelope),
  })),
});

let delivered = 0;
let appended = 0;
for (const part of DAY) {
  play(part, parameterStore, clock, (line) => out(`${line}\n`));
  // Late, the newest first, and each event twice.
  clock.advance(5 * 60_000);
  const events = parameterStore.events.slice(delivered).toReversed();
  delivered += events.length;
  appended += (await processEvent(toSqsEvent([...events, ...events]))).appended;
  const { batchItemFailures } = await handler(toSqsEvent(events));
  out(`         ${events.length * 3} deliveries of ${events.length} events, ${batchItemFailures.length} failed\n`);
}

out(`\n${appended} facts are new in ${STORE}.\n`);
for (const name of NAMES) {
  out(`\n$ ssmbak log ${name} --store ${STORE}\n`);
  process.exitCode = await run(["log", name, "--store", STORE, "--source", "memory:"], processTerminal);
}

const NOON = "2024-06-08T10:00:00Z";
const shop = ["/shop/", NOON, "--recursive", "--store", STORE, "--source", "memory:"];
const source: SourceScheme = { scheme: "memory", form: "memory:", open: () => right(parameterStore) };
const extensions = {
  sources: [source],
  targets: [{ ...source, open: () => right(new InMemoryParameterTarget(parameterStore)) }],
  clock,
};
for (const command of [
  ["preview", ...shop, "--diff"],
  ["restore", ...shop, "--yes"],
]) {
  out(`\n$ ssmbak ${command.join(" ")}\n`);
  process.exitCode ||= await run(command, processTerminal, extensions);
}

out(appended > 0 ? "\nRun it again: the same events add nothing.\n" : "\nThe same events again: nothing was added.\n");
