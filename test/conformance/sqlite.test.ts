import { describe, it } from "vitest";
import { backupStoreConformance } from "../../src/testing/index.ts";
import { sqliteHarness } from "./sqlite-harness.ts";

describe("SqliteBackupStore", () => backupStoreConformance({ describe, it }, sqliteHarness));
