import { partsOf } from './parts-of.ts';
import { printedCommands } from './printed-commands.ts';

/** Returns every command of the Azure CLI that Kiosque runs or prints, without options. */
export function usedCommands(): string[] {
  return [...new Set(printedCommands().map((words) => partsOf(words).command))].sort();
}
