import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { ParameterType } from "../../src/domain/model/parameter-version.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { Message } from "./channel.ts";

/** A version that really was. */
export interface TrueVersion {
  readonly kind: "version";
  readonly at: Millis;
  /** Counts the incarnations of a name: a re-creation begins the next one. */
  readonly incarnation: number;
  readonly version: number;
  readonly value: string;
  readonly type: ParameterType;
  /** The event that told of it. */
  readonly message: Message;
}

/** A deletion that really was. */
export interface TrueDeletion {
  readonly kind: "deletion";
  readonly at: Millis;
  /** The incarnation that it ended. */
  readonly incarnation: number;
  readonly cause: "Delete" | "Expiration";
  readonly message: Message;
}

/** Something that really happened to a parameter. */
export type TrueFact = TrueVersion | TrueDeletion;

/** What was put. */
export type Put = Pick<TrueVersion, "value" | "type" | "message">;

/** A plain replay of what happened to the parameters, and with that the oracle's knowledge: nothing but a list. */
export class Truth {
  readonly #facts = new Map<ParameterName, TrueFact[]>();

  /** Everything that happened to a name, in order. */
  factsOf(name: ParameterName): ReadonlyArray<TrueFact> {
    return this.#facts.get(name) ?? [];
  }

  /** Every name to which something happened. */
  names(): ReadonlyArray<ParameterName> {
    return [...this.#facts.keys()];
  }

  /** Whether the parameter exists. */
  exists(name: ParameterName): boolean {
    return this.factsOf(name).at(-1)?.kind === "version";
  }

  /** A put at `now`. Parameter Store gives no two changes of a name the same millisecond. */
  put(name: ParameterName, now: Millis, put: Put): TrueVersion {
    const last = this.factsOf(name).at(-1);
    const incarnation = last === undefined ? 1 : last.kind === "version" ? last.incarnation : last.incarnation + 1;
    const version = last?.kind === "version" ? last.version + 1 : 1;
    const fact: TrueVersion = { kind: "version", at: this.#timeOf(name, now), incarnation, version, ...put };
    this.#add(name, fact);
    return fact;
  }

  /** A deletion at `now`. */
  remove(name: ParameterName, now: Millis, cause: TrueDeletion["cause"], message: Message): TrueDeletion {
    const incarnation = this.factsOf(name).at(-1)?.incarnation ?? 0;
    const fact: TrueDeletion = { kind: "deletion", at: this.#timeOf(name, now), incarnation, cause, message };
    this.#add(name, fact);
    return fact;
  }

  #timeOf(name: ParameterName, now: Millis): Millis {
    return Math.max(now, (this.factsOf(name).at(-1)?.at ?? 0) + 1);
  }

  #add(name: ParameterName, fact: TrueFact): void {
    const facts = this.#facts.get(name);
    if (facts === undefined) this.#facts.set(name, [fact]);
    else facts.push(fact);
  }
}

/** A label that really was put onto a version. */
export interface LabelMove {
  readonly name: ParameterName;
  /** The second of its event. */
  readonly at: Millis;
  readonly incarnation: number;
  readonly label: string;
  /** Number of the version that got the label. */
  readonly version: number;
  readonly message: Message;
}
