import { BlockList, isIP } from 'node:net';

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address, prefix] = subnet.split('/') as [string, string];
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

const loopback = { ipv4: blockList(['127.0.0.0/8']), ipv6: blockList(['::1/128']) };

/**
 * Never a subscriber: unspecified, link-local with the clouds' metadata, multicast, reserved, and IPv4 wrapped in IPv6.
 * One list per family: a list takes a rule about IPv4-mapped addresses for one about all of IPv4.
 */
const forbidden = {
  ipv4: blockList([
    '0.0.0.0/8',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '100.100.100.200/32',
    '168.63.129.16/32',
  ]),
  ipv6: blockList([
    '::/96',
    '::ffff:0:0/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '2002::/16',
    '2001::/32',
    'fd00:ec2::254/128',
    'fe80::/10',
    'fec0::/10',
    'ff00::/8',
  ]),
};

/**
 * Whether a connection for `host` may go to `address`, one of those that its name stands for. An address that the
 * allow list names itself is always fine; a name must not lead to loopback (unless it is localhost) or to any
 * address that no subscriber can have.
 * @param host as in the URL, with brackets for IPv6
 */
export function addressAllowed(host: string, address: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  if (bare === address) return true;
  const version = isIP(address);
  if (isIP(bare) !== 0 || version === 0) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const isLoopback = loopback[family].check(address, family);
  if (bare === 'localhost') return isLoopback;
  return !isLoopback && !forbidden[family].check(address, family);
}
