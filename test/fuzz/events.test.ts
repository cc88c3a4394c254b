import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { beforeEach, describe, expect, it } from "vitest";
import { createFunctions, SsmbakError } from "../../src/index.ts";
import { changeEnvelope } from "../../src/testing/builders.ts";
import { useSettings } from "../support/environment.ts";
import { Workshop } from "../support/workshop.ts";
import { campaign } from "./support/campaign.ts";
import { CANARY, expectSilence } from "./support/canary.ts";
import { messageBody, messageText, queueEvent } from "./support/events.ts";

const CONTROL = "/control";

beforeEach(() => useSettings());

/** A Parameter Store in which every name that the events tell of has the canary as its value. */
const cage = (): Workshop => {
  const workshop = new Workshop();
  const names = [CONTROL, "/foo", "/app/prod/db/password", "/app/prod/temporary", "/testyssmbak/H0PTBA"];
  for (const name of names) workshop.ssm.putParameter({ name, type: "SecureString", value: CANARY });
  return workshop;
};

const functionsOf = (workshop: Workshop) =>
  createFunctions({ store: "memory:", source: "memory:", ...workshop.schemes(), logger: workshop.logger });

const outcomeOf = async <A>(call: () => Promise<A>): Promise<A | SsmbakError> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SsmbakError) return error;
    throw new Error("it rejected with something else than an SsmbakError", { cause: error });
  }
};

describe("whatever comes in an event,", () => {
  it("decoding a message answers with an event, or with what is wrong", () =>
    campaign(messageText, 150, async (body) => {
      const message = createFunctions().processMessage(body);
      if (E.isLeft(message)) {
        expect(message.left._tag).toBe("DecodeError");
        expectSilence(message);
      }
    }));

  it("every record gets an answer, and those that are right are stored", () =>
    campaign(fc.array(messageBody, { minLength: 1, maxLength: 5 }), 60, async (bodies) => {
      const workshop = cage();
      const right = JSON.stringify(changeEnvelope({ name: CONTROL }));
      const records = [right, ...bodies, right].map((body, index) => ({ messageId: `message ${index}`, body }));

      const { outcomes } = await functionsOf(workshop).processEvent({ Records: records });

      expect(outcomes.map(({ messageId }) => messageId)).toEqual(records.map(({ messageId }) => messageId));
      expect(outcomes[0]).toMatchObject({ outcome: "stored" });
      expect(outcomes.at(-1)).toMatchObject({ outcome: "stored" });
      expect(await workshop.stored(CONTROL)).toHaveLength(1);
      expectSilence(outcomes, workshop.logger.lines);
    }));

  it("the whole event is handled, or refused as none", () =>
    campaign(queueEvent, 80, async (event) => {
      const workshop = cage();
      const { processEvent, handler } = functionsOf(workshop);

      const answers = [await outcomeOf(() => handler(event)), await outcomeOf(() => processEvent(event))];

      for (const answer of answers) if (answer instanceof SsmbakError) expect(answer.tag).toBe("DecodeError");
      expectSilence(answers, workshop.logger.lines);
    }));
});
