export * from "./ui/exit-code.ts";
