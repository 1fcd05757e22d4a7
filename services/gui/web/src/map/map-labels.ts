export type Marker = { id: string; x: number; y: number; label: string };

export type PlacedLabel = { id: string; x: number; y: number; width: number; hidden: boolean };

type Box = { left: number; top: number; right: number; bottom: number };

export const labelHeight = 18;
const characterWidth = 7.2;
const gap = 9;
/** Nearer than this to another marker, a label would seem to belong to that one. */
const clearance = 11;

/** Places around a marker in the order in which they read best. */
function candidates({ x, y }: Marker, width: number): { x: number; y: number }[] {
  const middle = y - labelHeight / 2;
  return [
    { x: x + gap, y: middle },
    { x: x - gap - width, y: middle },
    { x: x - width / 2, y: y - gap - labelHeight },
    { x: x - width / 2, y: y + gap },
    { x: x + gap, y: y - gap - labelHeight + 4 },
    { x: x + gap, y: y + gap - 4 },
    { x: x - gap - width, y: y - gap - labelHeight + 4 },
    { x: x - gap - width, y: y + gap - 4 },
  ];
}

/**
 * Gives each marker's label a place where it touches no other label, comes near no other marker and not to the edge of the map; the first
 * markers choose first. A label without such a place is hidden: its marker and its row in the list still tell the value.
 */
export function placeLabels(markers: Marker[], size: { width: number; height: number }): PlacedLabel[] {
  const taken: Box[] = markers.map(({ x, y }) => ({
    left: x - clearance,
    top: y - clearance,
    right: x + clearance,
    bottom: y + clearance,
  }));
  return markers.map((marker, index) => {
    const width = marker.label.length * characterWidth + 6;
    const free = candidates(marker, width).find((place) => {
      const box = boxAt(place, width);
      const inside = box.left >= 2 && box.top >= 2 && box.right <= size.width - 2 && box.bottom <= size.height - 2;
      return inside && taken.every((other, at) => at === index || !overlap(box, other));
    });
    const place = free ?? candidates(marker, width)[0]!;
    if (free !== undefined) taken.push(boxAt(free, width));
    return { id: marker.id, ...place, width, hidden: free === undefined };
  });
}

const boxAt = ({ x, y }: { x: number; y: number }, width: number): Box => ({
  left: x,
  top: y,
  right: x + width,
  bottom: y + labelHeight,
});

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
