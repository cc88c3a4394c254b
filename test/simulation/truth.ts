import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { ParameterType } from "../../src/domain/model/parameter-version.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { Message } from "./channel.ts";

/** A version that really was. */
export interface VersionFact {
  readonly kind: "version";
  readonly at: Millis;
  /** Counts the lives of a name: a re-creation begins the next one. */
  readonly life: number;
  readonly version: number;
  readonly value: string;
  readonly type: ParameterType;
  /** The event that told of it. */
  readonly message: Message;
}

/** A deletion that really was. */
export interface DeletionFact {
  readonly kind: "deletion";
  readonly at: Millis;
  /** The life that it ended. */
  readonly life: number;
  readonly cause: "Delete" | "Expiration";
  readonly message: Message;
}

/** Something that really happened to a parameter. */
export type Fact = VersionFact | DeletionFact;

/** What was put. */
export type Put = Pick<VersionFact, "value" | "type" | "message">;

/** A plain replay of what happened to the parameters, and with that the oracle's knowledge: nothing but a list. */
export class Truth {
  readonly #facts = new Map<ParameterName, Fact[]>();

  /** Everything that happened to a name, in order. */
  factsOf(name: ParameterName): ReadonlyArray<Fact> {
    return this.#facts.get(name) ?? [];
  }

  /** Every name to which something happened. */
  names(): ReadonlyArray<ParameterName> {
    return [...this.#facts.keys()];
  }

  /** Whether the parameter exists. */
  lives(name: ParameterName): boolean {
    return this.factsOf(name).at(-1)?.kind === "version";
  }

  /** A put at `now`. Parameter Store gives no two changes of a name the same millisecond. */
  put(name: ParameterName, now: Millis, put: Put): VersionFact {
    const last = this.factsOf(name).at(-1);
    const life = last === undefined ? 1 : last.kind === "version" ? last.life : last.life + 1;
    const version = last?.kind === "version" ? last.version + 1 : 1;
    const fact: VersionFact = { kind: "version", at: this.#timeOf(name, now), life, version, ...put };
    this.#add(name, fact);
    return fact;
  }

  /** A deletion at `now`. */
  remove(name: ParameterName, now: Millis, cause: DeletionFact["cause"], message: Message): DeletionFact {
    const life = this.factsOf(name).at(-1)?.life ?? 0;
    const fact: DeletionFact = { kind: "deletion", at: this.#timeOf(name, now), life, cause, message };
    this.#add(name, fact);
    return fact;
  }

  #timeOf(name: ParameterName, now: Millis): Millis {
    return Math.max(now, (this.factsOf(name).at(-1)?.at ?? 0) + 1);
  }

  #add(name: ParameterName, fact: Fact): void {
    const facts = this.#facts.get(name);
    if (facts === undefined) this.#facts.set(name, [fact]);
    else facts.push(fact);
  }
}
