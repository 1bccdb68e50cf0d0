import type { AppStoreState } from './app-state.ts';

/** What a click in the picture means. The user interface's list of tools says which there are; this one is always there. */
export const INSPECT_TOOL = 'inspect';

export interface ToolState {
  readonly tool: string;
}

export interface ToolActions {
  setTool(tool: string): void;
}

export const FIRST_TOOL: ToolState = { tool: INSPECT_TOOL };

export function toolActions(set: (update: Partial<AppStoreState>) => void): ToolActions {
  return { setTool: (tool) => set({ tool }) };
}
