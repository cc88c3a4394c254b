export * from "./ui/progress.ts";
