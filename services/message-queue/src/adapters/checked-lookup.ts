import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { SinkNotAllowedError } from '../domain/errors.ts';
import { addressAllowed } from './sink-address.ts';

export type Resolve = (
  host: string,
  options: { all: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A lookup for net.connect that resolves once, checks every address, and hands exactly the checked ones to connect:
 * a resolver that answers differently the next time changes nothing.
 */
export function checkedLookup(resolve: Resolve = systemLookup): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const bad = addresses.find(({ address }) => !addressAllowed(host, address));
      if (bad || addresses.length === 0) {
        return callback(
          new SinkNotAllowedError(`${host} resolves to ${bad?.address ?? 'nothing'}, which no sink may have`),
          '',
        );
      }
      const wanted =
        options.family === 4 || options.family === 6
          ? addresses.filter(({ family }) => family === options.family)
          : addresses;
      const usable = wanted.length > 0 ? wanted : addresses;
      return options.all ? callback(null, usable) : callback(null, usable[0]!.address, usable[0]!.family);
    });
  };
}
