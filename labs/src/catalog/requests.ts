import type { LoadRun, RequestPlan, RequestRecord } from '../load/plan.ts';

/** A client whose proxy has one worker. */
export const oneWorker = { proxyConcurrency: 1, hasProxy: true, withFortio: false };

type Asked = Pick<RequestPlan, 'url' | 'requests'> & Partial<RequestPlan>;

/** One sender on one connection, asking again as soon as it has its answer, unless said otherwise. */
export const sequentially = (asked: Asked): Omit<RequestPlan, 'id'> => ({
  tool: 'k6',
  method: 'GET',
  headers: {},
  bodies: [],
  concurrency: 1,
  ratePerSecond: undefined,
  maxSeconds: 90,
  timeoutMs: 10_000,
  keepBodies: false,
  ...asked,
});

type AskedAtRate = Asked & Pick<RequestPlan, 'concurrency'> & { ratePerSecond: number };

/** A request whenever one is due, whatever became of those before. */
export const atRate = (asked: AskedAtRate): Omit<RequestPlan, 'id'> => sequentially(asked);

/** Once they have been read: in a report they would be megabytes. */
export const withoutBodies = (load: LoadRun): LoadRun => ({
  ...load,
  plan: load.plan?.tool === 'k6' ? { ...load.plan, bodies: [] } : load.plan,
  records: load.records.map(withoutBody),
});

const withoutBody = (record: RequestRecord): RequestRecord => ({ ...record, body: undefined });
