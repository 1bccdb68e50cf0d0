export { App, type AppProps } from './App.tsx';
export type { Intake } from './intake.ts';
export type { NamedView, ViewControls } from './view-controls.ts';
export type { FrameCost, PictureChoice, ViewToolControls } from './view-tools/view-tool-controls.ts';
