import { expect, test } from 'vitest';
import { type Marker, labelHeight, placeLabels } from './map-labels.ts';

const size = { width: 400, height: 300 };

function crowd(count: number): Marker[] {
  // A fixed linear congruential walk: crowded, but the same every time.
  let state = 7;
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return Array.from({ length: count }, (_, index) => ({
    id: String(index),
    x: next() * 400,
    y: next() * 300,
    label: '−00.0°',
  }));
}

test('labels that are shown touch neither each other nor the edge', () => {
  const shown = placeLabels(crowd(60), size).filter(({ hidden }) => !hidden);
  expect(shown.length).toBeGreaterThan(10);
  for (const [index, a] of shown.entries()) {
    expect(a.x).toBeGreaterThanOrEqual(0);
    expect(a.x + a.width).toBeLessThanOrEqual(size.width);
    for (const b of shown.slice(index + 1)) {
      const apart =
        a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + labelHeight || b.y >= a.y + labelHeight;
      expect(apart).toBe(true);
    }
  }
});

test('the first marker is served first', () => {
  const [first] = placeLabels([{ id: 'a', x: 200, y: 150, label: '12.0°' }, ...crowd(60)], size);
  expect(first).toMatchObject({ id: 'a', hidden: false });
});
