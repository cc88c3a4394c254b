export * from "./ui/terminal.ts";
