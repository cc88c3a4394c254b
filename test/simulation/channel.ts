import type { EventEnvelope } from "../../src/adapters/memory/change-events.ts";
import type { QueuedRecord } from "../../src/application/backup/group-by-parameter.ts";
import type { RecordOutcome } from "../../src/application/backup/record-outcome.ts";

/** An event on its way, and what became of it. */
export interface Message {
  readonly id: string;
  /** EventBridge's. */
  readonly eventId: string;
  readonly body: string;
  /** What the handlers answered, in the order of their answers. */
  readonly outcomes: RecordOutcome[];
  /** Whether it tells of nothing that happened: it must never be acknowledged. */
  readonly hostile: boolean;
  /** Whether a handler ever got it. */
  received: boolean;
  /** Whether a handler said that it needs not be delivered again. */
  acknowledged: boolean;
  /** Whether it is never delivered from here on. */
  lost: boolean;
}

const nth = <A>(items: ReadonlyArray<A>, place: number): A | undefined => items[place % Math.max(1, items.length)];

/**
 * The way from Parameter Store to the handlers: best effort, at least once, in no order. A program decides what is
 * delivered when, to whom, with what, how often, and what never.
 */
export class Channel {
  readonly messages: ReadonlyArray<Message>;
  readonly #messages: Message[] = [];

  constructor() {
    this.messages = this.#messages;
  }

  send(event: EventEnvelope, hostile = false): void {
    this.#messages.push({
      id: `message-${this.#messages.length + 1}`,
      eventId: event.id,
      body: JSON.stringify(event),
      hostile,
      outcomes: [],
      received: false,
      acknowledged: false,
      lost: false,
    });
  }

  /** The message that was sent last. */
  last(): Message {
    const message = this.#messages.at(-1);
    if (message === undefined) throw new Error("no event was sent yet");
    return message;
  }

  /** Everything that still has to be acknowledged. */
  unacknowledged(): ReadonlyArray<Message> {
    return this.waiting().filter(({ hostile }) => !hostile);
  }

  /** Everything that a queue would still deliver. */
  waiting(): ReadonlyArray<Message> {
    return this.#messages.filter(({ acknowledged, lost }) => !acknowledged && !lost);
  }

  /** Everything that was delivered once. */
  delivered(): ReadonlyArray<Message> {
    return this.#messages.filter(({ acknowledged }) => acknowledged);
  }

  /** Answers whether there was something to lose. */
  lose(place: number): boolean {
    const message = nth(this.waiting(), place);
    if (message !== undefined) message.lost = true;
    return message !== undefined;
  }

  /** Each place takes one message out of what waits, if there is one; `again` takes doubles of what was not lost. */
  pick(take: ReadonlyArray<number>, again: ReadonlyArray<number>): ReadonlyArray<Message> {
    const waiting = [...this.waiting()];
    const taken = take.flatMap((place) => waiting.splice(place % Math.max(1, waiting.length), 1));
    const known = this.#messages.filter(({ lost }) => !lost);
    return [...taken, ...again.flatMap((place) => nth(known, place) ?? [])];
  }
}

/** A batch as a handler gets it. Doubles are messages of their own. */
export const toRecords = (messages: ReadonlyArray<Message>): ReadonlyArray<QueuedRecord> =>
  messages.map(({ body }, index) => ({ messageId: String(index), body }));
