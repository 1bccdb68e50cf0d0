import { createContext, useContext } from 'react';
import { NO_VIEW_TOOLS, type ViewToolControls } from './view-tools/view-tool-controls.ts';

export type NamedView = 'top' | 'front' | 'side' | 'perspective';

/** What the panels may ask of the viewport. The viewer behind it is bound in `app`. */
export interface ViewControls {
  readonly tools: ViewToolControls;
  /** Puts the picture into `host`. @returns how to take it out again */
  mount(host: HTMLElement): () => void;
  fit(): void;
  setView(view: NamedView): void;
  /** Positive azimuth moves the eye counter-clockwise seen from above, positive elevation lifts it. */
  orbit(azimuthRad: number, elevationRad: number): void;
  /** A factor of 2 halves the distance. */
  zoom(factor: number): void;
  /** Selects the point in the middle of the picture: picking without a mouse. */
  inspectMiddle(): Promise<void>;
}

export const ViewContext = createContext<ViewControls>({
  tools: NO_VIEW_TOOLS,
  mount: () => () => undefined,
  fit: () => undefined,
  setView: () => undefined,
  orbit: () => undefined,
  zoom: () => undefined,
  inspectMiddle: async () => undefined,
});

export function useView(): ViewControls {
  return useContext(ViewContext);
}
