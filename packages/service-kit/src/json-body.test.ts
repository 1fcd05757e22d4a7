import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooDeep, maximumDepth } from './json-body.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('isTooDeep', () => {
  it('allows the maximum and not one level more', () => {
    expect(isTooDeep(nested(maximumDepth))).toBe(false);
    expect(isTooDeep(nested(maximumDepth + 1))).toBe(true);
  });

  it('does not count brackets in strings, whatever is escaped in them', () => {
    expect(isTooDeep(JSON.stringify('['.repeat(100)))).toBe(false);
    expect(isTooDeep(JSON.stringify({ a: `\\"${'{'.repeat(100)}\\`, b: `\\\\"${'['.repeat(50)}` }))).toBe(false);
  });

  it('agrees with the depth of what the text parses to', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'max', maxDepth: 30 },
        fc.string(),
        fc.array(tie('node'), { minLength: 1, maxLength: 2 }),
        fc.dictionary(fc.string(), tie('node'), { minKeys: 1, maxKeys: 2 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, (body) => {
        expect(isTooDeep(JSON.stringify(body))).toBe(depthOf(body) > maximumDepth);
      }),
      { numRuns: 300 },
    );
  });

  it('ends on text that is no JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '{', ']', 'a') }), (text) => {
        expect(isTooDeep(text)).toBeTypeOf('boolean');
      }),
    );
  });
});
