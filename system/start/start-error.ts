/** The system cannot start or go on; the message tells a person what to do. */
export class StartError extends Error {}
