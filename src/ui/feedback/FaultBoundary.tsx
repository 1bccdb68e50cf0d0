import { Component, type ReactNode } from 'react';

interface Props {
  readonly onFault: (error: unknown) => void;
  readonly children: ReactNode;
}

/** A panel that fails while it is drawn disappears with a report; the rest of the page goes on. */
export class FaultBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onFault(error);
  }

  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}
