/** Ends a command with an exit code and one or two lines on stderr: what was wrong, and what would be right. */
export class Failure extends Error {
  override name = 'Failure';
  readonly exitCode: 1 | 2;
  readonly hint: string | undefined;

  constructor(message: string, { hint, exitCode = 1 }: { hint?: string | undefined; exitCode?: 1 | 2 } = {}) {
    super(message);
    this.hint = hint;
    this.exitCode = exitCode;
  }
}
