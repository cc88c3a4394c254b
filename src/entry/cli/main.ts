#!/usr/bin/env node
import { run } from "./run.ts";
import { processTerminal } from "./ui/terminal.ts";

// The reader of a pipe may end early (`ssmbak log NAME | head`). The command finishes its work all the same.
process.stdout.on("error", (error) => {
  if (!("code" in error && error.code === "EPIPE")) throw error;
});

process.exitCode = await run(process.argv.slice(2), processTerminal);
