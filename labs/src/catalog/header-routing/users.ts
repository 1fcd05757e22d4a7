/** In whose name requests are made, and by which version the rule has them answered. */
export interface User {
  name: string;
  headers: Record<string, string>;
  version: 'v1' | 'v2';
}

const named = (name: string, version: User['version']): User => ({
  name,
  // The second header says the same, but the services do not pass it on: a rule that goes by it ends at the first hop.
  headers: { 'end-user': name, 'x-user': name },
  version,
});

const jason = named('jason', 'v2');
const maria = named('maria', 'v1');
const nobody: User = { name: 'nobody', headers: {}, version: 'v1' };

/** Who asks a model: the chosen one, another, one who is nearly called so, and one who says no name. */
export const asking: readonly User[] = [jason, maria, named('Jason', 'v1'), nobody];

/** Who has stations simulated. */
export const simulating: readonly User[] = [jason, maria, nobody];
