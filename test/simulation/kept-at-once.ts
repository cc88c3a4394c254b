import { identityOf, isTombstone, type RecordSummary } from "../../src/domain/backup-record.ts";
import type { ParameterName } from "../../src/domain/parameter-name.ts";
import type { Millis } from "../../src/domain/time.ts";
import type { Invocation } from "./invocation.ts";

/**
 * Whether two handlers kept a deletion each of one second, and neither had read of the other's. A store that does not
 * notice that (docs/stores/s3.md) may then hold both in one place.
 */
export const wereKeptAtOnce = (
  name: ParameterName,
  second: Millis,
  kept: ReadonlyArray<RecordSummary>,
  invocations: ReadonlyArray<Invocation>,
): boolean => {
  const deletions = kept.filter((record) => isTombstone(record) && record.deletedAt === second).map(identityOf);
  const knows = ({ read }: Invocation, deletion: string): boolean => read.get(name)?.has(deletion) === true;
  const keeps = ({ appends }: Invocation, deletion: string): boolean => appends.get(name)?.has(deletion) === true;
  return deletions.some((first) =>
    deletions.some(
      (second) =>
        first !== second &&
        invocations.some(
          (one) =>
            keeps(one, first) &&
            !knows(one, second) &&
            invocations.some((other) => other !== one && keeps(other, second) && !knows(other, first)),
        ),
    ),
  );
};
