import { named, type PersonalKind, written } from './kind.js';

/** Addresses of network devices (IEEE 802): six pairs of hexadecimal digits with `:` or `-`, or three groups with dots. */
export const macAddress: PersonalKind = {
  name: 'mac-address',
  title: 'MAC addresses',
  proof: 'shape',
  types: written,
  pattern: String.raw`[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}`,
  valid: (value) => !/^(?:[0.:-]+|[fF.:-]+)$/.test(value),
  hint: named('mac', 'mac_?addr(?:ess)?', 'bssid'),
  advice: 'pseudonymise',
};
