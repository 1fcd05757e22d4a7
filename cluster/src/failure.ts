/** Ends a command with an exit code and what a person reads: what is wrong, and what to type to set it right. */
export class Failure extends Error {
  override name = 'Failure';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
