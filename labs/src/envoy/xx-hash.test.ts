import { expect, test } from 'vitest';
import { xxHash64 } from './xx-hash.ts';

// xxhsum 0.8 -H1.
test.each([
  ['', 'ef46db3751d8e999'],
  ['a', 'd24ec4f1a98c6e5b'],
  ['abc', '44bc2cf5ad770999'],
  ['message digest', '066ed728fceeb3be'],
  ['abcdefghijklmnopqrstuvwxyz', 'cfe1f278fa89835c'],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'aaa46907d3047814'],
  ['12345678901234567890123456789012345678901234567890123456789012345678901234567890', 'e04a477f19ee145d'],
])('%j has the hash %s', (text, hash) => {
  expect(xxHash64(text).toString(16).padStart(16, '0')).toBe(hash);
});
