/** Computes the tables of docs/cost.md and writes them there: `npm run cost`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withTables } from "./cost-document.ts";
import { costTables } from "./cost-tables.ts";

const path = fileURLToPath(new URL("../docs/cost.md", import.meta.url));
writeFileSync(path, withTables(readFileSync(path, "utf8"), costTables()));
