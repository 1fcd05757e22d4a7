import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import { hostOf } from '../../envoy/address.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { allAnswered } from '../all-answered.ts';
import { shareOfV2 } from '../version-share.ts';
import { runs } from './traffic.ts';

/** A request of the client, as its proxy logged it. */
export interface Logged {
  /** Milliseconds since 1970. */
  at: number;
  /** Empty: it reached no pod. */
  version: string;
  status: number;
}

/** What the client's proxy says of one of its runs, in the order in which the requests began. */
export function loggedOf(phase: Phase, run: keyof typeof runs): Logged[] {
  const versionAt = new Map(phase.proxies.map(({ replica }) => [replica.address, replica.version]));
  return linesAt(phase, 'client')
    .filter(({ userAgent }: AccessLine) => userAgent.split('/')[2] === runs[run])
    .map(({ time, upstream, status }) => ({
      at: Date.parse(time),
      version: versionAt.get(hostOf(upstream)) ?? '',
      status,
    }));
}

const hundredths = (share: number) => Math.round(100 * share);
const weights = (v2: number) => `${100 - hundredths(v2)}/${hundredths(v2)}`;

/** Such as `half`, or `30 %`. */
export const partInWords = (share: number) => (share === 0.5 ? 'half' : `${hundredths(share)} %`);

/** So far away a wrong share is caught. Shares of an exercise are below a half, so the larger one is the harder to tell. */
const apart = 0.1;

/** @param share that the rule gives to v2 before the shift, here and below */
export const evenShare = (records: readonly RequestRecord[], share: number): Check =>
  shareOfV2(records, {
    id: 'even-share',
    claim: `${partInWords(share)} of the requests are answered by v2`,
    share,
    against: {
      setting: `${weights(share + apart)} or ${weights(share - apart)} instead of ${weights(share)}`,
      share: share + apart,
    },
  });

export const evenAnswered = (even: Phase, share: number): Check =>
  allAnswered(even, {
    id: 'even-answered',
    claim: 'no request fails because of the split',
    against: {
      setting: `a subset without pods, which fails ${partInWords(share)}`,
      power: 1 - (1 - share) ** even.load.records.length,
    },
  });

/** So many requests on either side of the change, at least: else it was not made under load. */
const eachSide = 200;

/** Where the last request to v1 stands in the row: what comes after it was made under the new weights. */
const lastAtV1 = (logged: readonly Logged[]) => logged.findLastIndex(({ version }) => version === 'v1') + 1;

export function noneFailsMeanwhile(phase: Phase): Check {
  const logged = loggedOf(phase, 'during');
  const failed = logged.filter(({ status }) => status !== 200).length;
  const before = lastAtV1(logged);
  const isUnderLoad = before >= eachSide && logged.length - before >= eachSide;
  return exactCheck({
    id: 'none-fails',
    claim: 'no request fails while the weights change',
    test: 'exact: all or nothing',
    n: logged.length,
    against: { setting: 'a shift to a subset that is not defined, which fails all', power: 1 },
    expected: `200 for all, at least ${eachSide} of them before the change and as many after it`,
    observed: `${failed} of ${logged.length} failed; the last one to v1 was number ${before}`,
    holds: failed > 0 ? false : isUnderLoad ? true : undefined,
    counts: { sent: logged.length, failed, 'until the last at v1': before, after: logged.length - before },
  });
}

/** So many requests, at least, once the shift is over. */
const fewestAfter = 100;

export function noneAtV1After(phase: Phase): Check {
  const logged = loggedOf(phase, 'after');
  const atV1 = logged.filter(({ version }) => version === 'v1').length;
  const atV2 = logged.filter(({ version }) => version === 'v2').length;
  const n = logged.length;
  return exactCheck({
    id: 'none-at-v1',
    claim: 'once the proxy shows the new weights, v1 gets not one request',
    test: 'exact: all or nothing, on requests begun after the proxy showed them',
    n,
    against: { setting: '10/90 instead of 0/100', power: 1 - 0.9 ** n },
    expected: `${n} of ${n} at v2`,
    observed: `${atV1} at v1, ${atV2} at v2, ${n - atV1 - atV2} at neither`,
    holds: n < fewestAfter ? undefined : atV2 === n,
    counts: { v1: atV1, v2: atV2, neither: n - atV1 - atV2 },
  });
}

export function noneFailsAfter(phase: Phase): Check {
  const logged = loggedOf(phase, 'after');
  const n = logged.length;
  const good = logged.filter(({ status }) => status === 200).length;
  return exactCheck({
    id: 'none-fails-after',
    claim: 'no request fails under the new weights',
    test: 'exact: all or nothing, on requests begun after the proxy showed them',
    n,
    against: { setting: 'a v2 that answers with 503', power: 1 },
    expected: `200 for all ${n}`,
    observed: `${n - good} of ${n} failed`,
    holds: n < fewestAfter ? undefined : good === n,
    counts: { sent: n, failed: n - good },
  });
}
