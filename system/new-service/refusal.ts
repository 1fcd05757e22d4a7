/** What was asked for is not done, and nothing was changed; the message says why, and what would be right. */
export class Refusal extends Error {
  override name = 'Refusal';
}
