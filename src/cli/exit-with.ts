/** A command that did what was asked and still ends with a code of its own, such as `plan --detailed-exitcode`. */
export class ExitWith extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}
