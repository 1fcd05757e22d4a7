/** The run was not possible; the message tells a person why, and what to do. */
export class LoadError extends Error {}
