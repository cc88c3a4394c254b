import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { GetParametersByPathCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { asSsmCalls } from "../../src/adapters/aws-ssm/ssm-calls.ts";
import { SsmParameterSource } from "../../src/adapters/aws-ssm/ssm-parameter-source.ts";
import { RecordingLogger } from "../../src/adapters/memory/recording-logger.ts";
import { openSqliteBackupStore } from "../../src/adapters/sqlite/sqlite-backup-store.ts";
import { backUpChanges } from "../../src/application/backup/back-up-changes.ts";
import { name } from "../../src/testing/builders.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { rightOf } from "./workshop.ts";

/** What every value begins with; the command line shows it nowhere. */
export const CANARY = "canary-of-restore";

/**
 * Parameters in a path of their own, stored in `backup.db` of the folder: at the instant each has the value "then",
 * now it has the value "now".
 */
export const changedParameters = async (
  ssm: SSMClient,
  count: number,
  Type: "String" | "SecureString" = "String",
): Promise<{ readonly path: string; readonly folder: string; readonly instant: string }> => {
  const path = `/${randomUUID()}/`;
  const names = Array.from({ length: count }, (_, index) => `${path}${String(index).padStart(2, "0")}`);
  const folder = temporaryFolder();
  const store = await rightOf(openSqliteBackupStore(join(folder, "backup.db")));
  const dependencies = { source: new SsmParameterSource(asSsmCalls(ssm)), store, logger: new RecordingLogger() };
  const putAll = async (Value: string) => {
    for (const Name of names) await ssm.send(new PutParameterCommand({ Name, Value, Type, Overwrite: true }));
    for (const each of names) await rightOf(backUpChanges(dependencies)(name(each), []));
  };
  await putAll(`${CANARY} then`);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const instant = new Date().toISOString();
  await putAll(`${CANARY} now`);
  await rightOf(store.close());
  return { path, folder, instant };
};

/** The values of a path, in order, each without the canary. */
export const valuesIn = async (ssm: SSMClient, Path: string): Promise<ReadonlyArray<string>> => {
  const values: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(new GetParametersByPathCommand({ Path, WithDecryption: true, NextToken }));
    values.push(...(page.Parameters ?? []).map(({ Value = "" }) => Value.replace(`${CANARY} `, "")));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return values.sort();
};
