import { expect, test } from 'vitest';
import { fittedProjection } from './projection.ts';

const size = { width: 400, height: 300 };
const place = (latitude: number, longitude: number) => ({ latitude, longitude });

const worlds = {
  'one station': [place(40.6, -73.8)],
  'a city': [place(40.64, -73.78), place(40.78, -73.87), place(40.69, -74.17)],
  'both sides of the date line': [place(-17, 178), place(-14, -171)],
  'the whole world': [place(64, -150), place(-45, 170), place(0, 0), place(51, 7)],
  'both poles': [place(90, 0), place(-90, 10)],
  'the north': [place(82.5, -62)],
};

for (const [name, places] of Object.entries(worlds)) {
  test(`every station is on the map: ${name}`, () => {
    const projection = fittedProjection(places, size);
    for (const { latitude, longitude } of places) {
      const [x, y] = projection([longitude, latitude])!;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(size.width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(size.height);
    }
  });
}

test('neighbours across the date line are drawn as neighbours', () => {
  const projection = fittedProjection([place(-17, 179.5), place(-17, -179.5)], size);
  expect(Math.abs(projection([179.5, -17])![0] - projection([-179.5, -17])![0])).toBeLessThan(size.width);
  expect(projection.scale()).toBeGreaterThan(1000);
});
