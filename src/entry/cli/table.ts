export * from "./ui/table.ts";
