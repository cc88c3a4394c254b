import { identityOf, isTombstone, type RecordSummary } from "../../src/domain/model/backup-record.ts";
import type { ParameterName } from "../../src/domain/model/parameter-name.ts";
import type { Millis } from "../../src/domain/model/time.ts";
import type { Invocation } from "./invocation.ts";

/**
 * Whether two handlers kept a deletion each of one second, and neither had read of the other's when it did. A store that
 * does not notice that (docs/stores/s3.md) may then hold both in one place.
 */
export const wereKeptAtOnce = (
  name: ParameterName,
  second: Millis,
  kept: ReadonlyArray<RecordSummary>,
  invocations: ReadonlyArray<Invocation>,
): boolean => {
  const deletions = kept.filter((record) => isTombstone(record) && record.deletedAt === second).map(identityOf);
  const keptUnread = ({ tried }: Invocation, own: string, other: string): boolean =>
    tried.get(name)?.get(own)?.has(other) === false;
  return deletions.some((first) =>
    deletions.some(
      (second) =>
        first !== second &&
        invocations.some(
          (one) =>
            keptUnread(one, first, second) &&
            invocations.some((other) => other !== one && keptUnread(other, second, first)),
        ),
    ),
  );
};
