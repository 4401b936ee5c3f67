import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The only IPv6 space that is given out (IANA, IPv6 address space). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Special ranges that the library takes for unicast. */
const furtherRanges: Readonly<Record<string, readonly [ipaddr.IPv4 | ipaddr.IPv6, number]>> = {
  /** Azure's host agent: DNS, DHCP, health and metadata, on an address that is otherwise public. */
  'cloud metadata': ipaddr.parseCIDR('168.63.129.16/32'),
  /** Given back in 2006 (RFC 3701). */
  '6bone': ipaddr.parseCIDR('3ffe::/16'),
};

/** The interface identifiers of ISATAP (RFC 5214 §6.1), which carry an IPv4 address under any prefix. */
const isIsatap = (address: ipaddr.IPv6): boolean =>
  address.parts[5] === 0x5efe && ((address.parts[4] ?? 0) & ~0x0300) === 0;

/**
 * Why an IP address must not be dialled, in a word or two; undefined if it is a public one.
 *
 * ipaddr.js knows the special-purpose registries of IANA and names the range. What it leaves open is closed here:
 * - It takes for unicast whatever no range holds, so also all of IPv6 outside 2000::/3: the IPv4-compatible ::7f00:1
 *   (it knows that one in dotted form only) and space that is not given out. Only 2000::/3 may be public.
 * - It reads text that is no canonical address (`0177.1`, `1`), and one octet differently in `::ffff:0177.0.0.1`
 *   (decimal) and `0177.0.0.1` (octal). What Node does not call an address is refused unread.
 * - It accepts zone ids, which only a local address can need.
 * - It does not know ISATAP, the 6bone, or Azure's public address of host services.
 * Every form of IPv4 in IPv6 (mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP) is refused even if the
 * IPv4 address is public: no receiver needs one, and a gateway would unpack it behind our back. The metadata
 * addresses of AWS, Google, Alibaba (100.100.100.200) and Oracle (192.0.0.192) lie in ranges that are refused anyway.
 */
export const addressRefusal = (text: string): string | undefined => {
  if (isIP(text) === 0 || text.includes('%')) return 'not an IP address';
  const address = ipaddr.parse(text);
  for (const [name, [network, bits]] of Object.entries(furtherRanges)) {
    if (network.kind() === address.kind() && address.match(network, bits)) return name;
  }
  const range = address.range();
  if (range !== 'unicast') return words[range] ?? `${range} range`;
  if (address instanceof ipaddr.IPv4) return undefined;
  if (!address.match(globalUnicast)) return 'outside the global range';
  return isIsatap(address) ? 'IPv4 within IPv6' : undefined;
};

/** The library's names that are no words. */
const words: Readonly<Record<string, string>> = {
  linkLocal: 'link-local, where clouds keep their metadata',
  uniqueLocal: 'private',
  private: 'private',
  loopback: 'loopback',
  unspecified: 'unspecified',
  carrierGradeNat: 'shared address space',
  ipv4Mapped: 'IPv4 within IPv6',
  rfc6145: 'IPv4 within IPv6',
  rfc6052: 'IPv4 within IPv6',
  '6to4': 'IPv4 within IPv6',
  teredo: 'IPv4 within IPv6',
};
