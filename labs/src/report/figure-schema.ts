import { z } from 'zod';

const common = {
  title: z.string(),
  says: z.string().describe('what a reader should see in it'),
};

const barsSchema = z.object({
  ...common,
  kind: z.literal('bars'),
  unit: z.string(),
  bars: z.array(
    z.object({
      label: z.string(),
      value: z.number(),
      low: z.number().exactOptional().describe('least that the law allows'),
      high: z.number().exactOptional().describe('most that the law allows'),
      source: z.number().exactOptional().describe("the source's figure"),
    }),
  ),
});

const orderSchema = z.object({
  ...common,
  kind: z.literal('order'),
  lanes: z.array(z.string()),
  rows: z.array(z.object({ label: z.string(), picks: z.array(z.int()).describe('places in `lanes`') })),
});

const timelineSchema = z.object({
  ...common,
  kind: z.literal('timeline'),
  series: z.array(
    z.object({
      label: z.string(),
      answers: z.array(z.object({ at: z.number().describe('seconds'), status: z.string() })),
    }),
  ),
  marks: z.array(z.object({ at: z.number(), label: z.string() })),
});

const curveSchema = z.object({
  ...common,
  kind: z.literal('curve'),
  x: z.string(),
  y: z.string(),
  series: z.array(z.object({ label: z.string(), points: z.array(z.object({ x: z.number(), y: z.number() })) })),
  bounds: z.array(
    z.object({
      label: z.string(),
      points: z.array(z.object({ x: z.number(), low: z.number(), high: z.number() })),
    }),
  ),
});

export const figureSchema = z.discriminatedUnion('kind', [barsSchema, orderSchema, timelineSchema, curveSchema]);
