import { arnOf, type EventOrigin, type EventPlace } from "../../domain/events/change-envelope.ts";
import type { ParameterName } from "../../domain/model/parameter-name.ts";
import type { Millis } from "../../domain/model/time.ts";
import { type EventEnvelope, uuidOf } from "./change-events.ts";

/** The change events of one account and region, in the order of the changes. */
export class EventLog {
  readonly events: ReadonlyArray<EventEnvelope>;
  readonly #events: EventEnvelope[] = [];
  /** The account and region. */
  readonly place: EventPlace;
  readonly #onEvent: (event: EventEnvelope) => void;

  constructor(place: EventPlace, onEvent: (event: EventEnvelope) => void) {
    this.events = this.#events;
    this.place = place;
    this.#onEvent = onEvent;
  }

  /** The ARN of a parameter of the account and region. */
  arnOf(name: ParameterName): string {
    return arnOf(name, this.place.account, this.place.region);
  }

  /** Adds an event that happened at `time`, and calls the listener. */
  add(time: Millis, toEvent: (origin: EventOrigin) => EventEnvelope): void {
    const event = toEvent({ id: uuidOf(this.#events.length + 1), ...this.place, time });
    this.#events.push(event);
    this.#onEvent(event);
  }
}
