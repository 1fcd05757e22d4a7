import { describe, expect, it } from 'vitest';
import { addressAllowed } from './sink-address.ts';

describe('the address of a sink', () => {
  it.each([
    ['machine-learning', '10.1.2.3'],
    ['machine-learning', '192.168.1.1'],
    ['machine-learning', 'fd00::9'],
    ['hooks.example.org', '93.184.216.34'],
    ['localhost', '127.0.0.1'],
    ['localhost', '::1'],
    ['127.0.0.1', '127.0.0.1'],
    ['[fd00::7]', 'fd00::7'],
  ])('of %s may be %s', (host, address) => {
    expect(addressAllowed(host, address)).toBe(true);
  });

  it.each([
    ['machine-learning', '127.0.0.1'],
    ['machine-learning', '127.8.8.8'],
    ['machine-learning', '::1'],
    ['machine-learning', '0.0.0.0'],
    ['machine-learning', '::'],
    ['machine-learning', '169.254.169.254'],
    ['machine-learning', '::ffff:169.254.169.254'],
    ['machine-learning', '::ffff:127.0.0.1'],
    ['machine-learning', '64:ff9b::a9fe:a9fe'],
    ['machine-learning', '2002:a9fe:a9fe::'],
    ['machine-learning', 'fe80::1'],
    ['machine-learning', '224.0.0.1'],
    ['machine-learning', '255.255.255.255'],
    ['machine-learning', 'ff02::1'],
    ['machine-learning', 'fd00:ec2::254'],
    ['machine-learning', '100.100.100.200'],
    ['machine-learning', 'nonsense'],
    ['localhost', '10.0.0.1'],
    ['localhost', '169.254.169.254'],
    ['127.0.0.1', '10.0.0.1'],
  ])('of %s may not be %s', (host, address) => {
    expect(addressAllowed(host, address)).toBe(false);
  });
});
