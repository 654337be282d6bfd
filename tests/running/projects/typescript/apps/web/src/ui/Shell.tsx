import type { ReactNode } from "react";

export class Shell {
  constructor(private props: { title: string; children?: ReactNode }) {}
  render() {
    return <main aria-label={this.props.title}>{this.props.children}</main>;
  }
}
