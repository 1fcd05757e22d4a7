type Point = { id: string; x: number; y: number };

const directions: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The point that an arrow key leads to: the nearest one that way, where what lies off to the side counts double.
 * Undefined when there is none, or when the key is no arrow.
 */
export function neighbour(points: readonly Point[], from: Point, key: string): Point | undefined {
  const direction = directions[key];
  if (direction === undefined) return undefined;
  const [dx, dy] = direction;
  const reached = points.flatMap((point) => {
    const [x, y] = [point.x - from.x, point.y - from.y];
    const ahead = x * dx + y * dy;
    return point.id !== from.id && ahead > 0 ? [{ point, cost: ahead + 2 * Math.abs(x * dy - y * dx) }] : [];
  });
  return reached.toSorted((a, b) => a.cost - b.cost)[0]?.point;
}
