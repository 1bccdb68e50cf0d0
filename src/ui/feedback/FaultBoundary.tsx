import { TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../controls/Button.tsx';
import styles from './FaultBoundary.module.css';

interface Props {
  /** What failed, as the message names it: "The panel Judge". */
  readonly what: string;
  readonly onFault: (error: unknown) => void;
  readonly children: ReactNode;
}

/** A part that fails while it is drawn says so and can be tried again; the rest of the page goes on. */
export class FaultBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onFault(error);
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <div className={styles['fault']}>
        <TriangleAlert size={22} aria-hidden />
        <p>{this.props.what} stopped working. Your scene is untouched.</p>
        <Button label="Show it again" onClick={() => this.setState({ hasFailed: false })} />
      </div>
    );
  }
}
