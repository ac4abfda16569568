import { isIP } from 'node:net';
import { named, type PersonalKind, written } from './kind.js';

/** IPv4 and IPv6 addresses. A version such as 1.2.3.4 reads the same, so a column that says `version` is none. */
export const ipAddress: PersonalKind = {
  name: 'ip-address',
  title: 'IP addresses',
  proof: 'shape',
  types: written,
  pattern: String.raw`[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*`,
  valid: (value) => isIP(value) !== 0 && value !== '0.0.0.0',
  hint: named(
    'ip',
    'ip_?v?[46]?',
    'ip_?addr(?:ess)?',
    'remote_?addr',
    'client_?ip',
    'adresse_ip',
    'direccion_ip',
  ),
  advice: 'generalise',
};
