/**
 * Keeps what goes wrong in one part of the page inside it.
 * Guarantee: the rest of the page goes on, and in the place of the part it says that something went wrong.
 */
import { Component, type ReactNode } from 'react';

interface Props {
  /** What is missing then: 'The plots'. */
  readonly what: string;
  readonly children: ReactNode;
}

export class Boundary extends Component<Props, { readonly error?: string }> {
  override state: { readonly error?: string } = {};

  static getDerivedStateFromError(error: unknown): { readonly error: string } {
    return { error: String(error) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <section className="panel" aria-label={this.props.what}>
        <p className="empty">
          {this.props.what} cannot be drawn in this browser: {error}
        </p>
      </section>
    );
  }
}
