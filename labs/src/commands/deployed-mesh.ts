import type { LabWorld } from '../lab-world.ts';
import { type Mesh, NotDeployedError } from '../mesh/mesh.ts';

/** The mesh with the system in it; where that is missing, and somebody agrees, it is deployed first. */
export async function openDeployedMesh(
  world: LabWorld,
  named: string | undefined,
  deploy: true | undefined,
): Promise<Mesh> {
  try {
    return await world.openMesh(named);
  } catch (error) {
    if (!(error instanceof NotDeployedError)) throw error;
    const agreed = deploy ?? (world.interactive && (await world.ask('The system is not deployed. Deploy it now?')));
    if (!agreed || !(await world.deploy(named))) throw error;
    return world.openMesh(named);
  }
}
