import { processQueueEvent } from "../../src/application/backup/process-batch.ts";
import { type BackupRecord, isRelabelling, type VersionRecord } from "../../src/domain/model/backup-record.ts";
import { storeLike } from "../support/workshop.ts";
import type { Handle } from "./world.ts";

/** The real use case, whose relabellings become something else. */
const turning =
  (turn: (record: VersionRecord & { readonly labelledAt: number }) => ReadonlyArray<BackupRecord>): Handle =>
  (dependencies) => {
    const isLabelled = (record: BackupRecord): record is VersionRecord & { readonly labelledAt: number } =>
      isRelabelling(record);
    const store = storeLike(dependencies.store, {
      append: (request) =>
        dependencies.store.append({
          ...request,
          records: request.records.flatMap((record) => (isLabelled(record) ? turn(record) : [record])),
        }),
    });
    return processQueueEvent({ ...dependencies, store });
  };

/** Handlers that get labels wrong, in one way each: the simulation has to catch every one. */
export const naiveLabelHandlers: Readonly<Record<string, Handle>> = {
  "keeps no labels that move": turning(() => []),
  "keeps labels under the second after their event": turning((record) => [
    { ...record, labelledAt: record.labelledAt + 1_000 },
  ]),
  "puts labels behind everything that comes in the next minute": turning((record) => [
    { ...record, at: record.at + 60_000 },
  ]),
  "keeps the version once more without its labels": turning(
    ({ attributes: { labels: _labels, olderLabels: _older, ...attributes }, ...record }) => [{ ...record, attributes }],
  ),
  "takes labels of older versions for its own": turning(({ attributes, ...record }) => {
    const { labels = [], olderLabels = {}, ...others } = attributes;
    return [{ ...record, attributes: { ...others, labels: [...labels, ...Object.keys(olderLabels)] } }];
  }),
};
