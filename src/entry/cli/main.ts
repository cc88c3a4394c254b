#!/usr/bin/env node
import { run } from "./run.ts";
import { processTerminal } from "./ui/terminal.ts";

// Who reads may have seen enough (`ssmbak log NAME | head`): what is left to be done is done all the same.
process.stdout.on("error", (error) => {
  if (!("code" in error && error.code === "EPIPE")) throw error;
});

process.exitCode = await run(process.argv.slice(2), processTerminal);
