/** Requests that a client in the mesh makes. */
export interface RequestPlan {
  tool: 'k6';
  /** Begins every request's user agent, so that the proxies' logs can be joined: `lab/<run>/<phase>`. */
  id: string;
  method: 'GET' | 'POST';
  url: string;
  /** Each request has an `x-request-id` of its own, unless one is given here or in its variant. */
  headers: Record<string, string>;
  /** One per request, used again from the start when there are more requests. Empty: none. */
  bodies: readonly string[];
  requests: number;
  /** What requests differ in: each takes the next one, and after the last the first again. Without them, all are alike. */
  variants?: readonly RequestVariant[];
  /** Requests under way at once, each on a connection of its own. */
  concurrency: number;
  /** Instead of `concurrency`: that of several stretches, one after the other, each beginning when the one before is over. */
  steps?: readonly LoadStep[];
  /** How long a sender rests after each answer; without it, not at all. */
  pauseMs?: number;
  /** Requests per second, as long as enough senders are free; undefined: each sender asks again as soon as it has its answer. */
  ratePerSecond: number | undefined;
  /** The run ends here even if requests are left. */
  maxSeconds: number;
  timeoutMs: number;
  /** Whether records have the answers' JSON. */
  keepBodies: boolean;
}

/** What one request has in place of the plan's own; headers come in addition. */
export interface RequestVariant {
  method?: RequestPlan['method'];
  url?: string;
  headers?: Record<string, string>;
}

/** `fortio load -qps 0 -c CONNECTIONS -n REQUESTS URL`: all at once, each connection its share. */
export interface FortioPlan {
  tool: 'fortio';
  id: string;
  url: string;
  requests: number;
  concurrency: number;
  maxSeconds: number;
}

/** For this long as many senders ask again and again. What they have asked in that time is answered, too. */
export interface LoadStep {
  concurrency: number;
  seconds: number;
}

export type LoadPlan = RequestPlan | FortioPlan;

/** One request, as its client saw it. */
export interface RequestRecord {
  /** Counts from 0 in the order of sending, within the run; with numbers left out between steps. */
  index: number;
  /** Which of the plan's steps it belongs to, where the plan has steps. */
  step?: number;
  /** When it was sent: milliseconds since 1970, by the client's clock. */
  sentAt: number;
  /** Milliseconds until the answer was there. */
  latencyMs: number;
  /** 0: no answer. */
  status: number;
  /** `x-served-by` of the answer: the pod. Empty when a proxy answered. */
  servedBy: string;
  /** `x-version` of the answer. */
  version: string;
  /** Answer headers that tell which filter answered, such as `x-envoy-overloaded`, in lower case. */
  marks: Record<string, string>;
  /** What went wrong where there is no answer. */
  error: string;
  /** The JSON of the answer, where the plan's lab asked to keep it. */
  body?: unknown;
}

export interface LoadRun {
  /** Undefined where the system made the traffic itself. */
  plan: LoadPlan | undefined;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number;
  /** Of each request; fortio tells none. */
  records: RequestRecord[];
  /** Answers by status; of fortio, what it prints. */
  statuses: Record<string, number>;
  /** Name and version of the program. */
  tool: string;
}
