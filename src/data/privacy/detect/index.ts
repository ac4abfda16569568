import { birthDate } from './birth-date.js';
import { card } from './card.js';
import { coordinates } from './coordinates.js';
import { email } from './email.js';
import { iban } from './iban.js';
import { ipAddress } from './ip-address.js';
import type { PersonalKind } from './kind.js';
import { macAddress } from './mac-address.js';
import { auTfn } from './national/au-tfn.js';
import { beRijksregister } from './national/be-rijksregister.js';
import { bgEgn } from './national/bg-egn.js';
import { brCpf } from './national/br-cpf.js';
import { caSin } from './national/ca-sin.js';
import { chAhv } from './national/ch-ahv.js';
import { clRut } from './national/cl-rut.js';
import { cnResidentId } from './national/cn-resident-id.js';
import { czRodneCislo } from './national/cz-rodne-cislo.js';
import { deSteuerId } from './national/de-steuer-id.js';
import { dkCpr } from './national/dk-cpr.js';
import { eeIsikukood } from './national/ee-isikukood.js';
import { esDni } from './national/es-dni.js';
import { fiHetu } from './national/fi-hetu.js';
import { frNir } from './national/fr-nir.js';
import { hrOib } from './national/hr-oib.js';
import { inAadhaar } from './national/in-aadhaar.js';
import { inPan } from './national/in-pan.js';
import { irMelli } from './national/ir-melli.js';
import { itCodiceFiscale } from './national/it-codice-fiscale.js';
import { krRrn } from './national/kr-rrn.js';
import { mxCurp } from './national/mx-curp.js';
import { nlBsn } from './national/nl-bsn.js';
import { noFodselsnummer } from './national/no-fodselsnummer.js';
import { plPesel } from './national/pl-pesel.js';
import { ptNif } from './national/pt-nif.js';
import { roCnp } from './national/ro-cnp.js';
import { sePersonnummer } from './national/se-personnummer.js';
import { trTckn } from './national/tr-tckn.js';
import { ukNino } from './national/uk-nino.js';
import { usSsn, usSsnByName } from './national/us-ssn.js';
import { zaId } from './national/za-id.js';
import { personName, plainPersonName } from './person-name.js';
import { phone, phoneByName } from './phone.js';
import { postalAddress } from './postal-address.js';
import { postcode } from './postcode.js';

/**
 * Every kind of personal data that is looked for, the surest first. To add one: write its file, add its line. Two
 * entries of one name are one kind, told in two ways.
 */
export const personalKinds: readonly PersonalKind[] = [
  email,
  iban,
  macAddress,
  auTfn,
  beRijksregister,
  bgEgn,
  brCpf,
  caSin,
  chAhv,
  clRut,
  cnResidentId,
  czRodneCislo,
  deSteuerId,
  dkCpr,
  eeIsikukood,
  esDni,
  fiHetu,
  frNir,
  hrOib,
  inAadhaar,
  inPan,
  irMelli,
  itCodiceFiscale,
  krRrn,
  mxCurp,
  nlBsn,
  noFodselsnummer,
  plPesel,
  ptNif,
  roCnp,
  sePersonnummer,
  trTckn,
  ukNino,
  usSsn,
  usSsnByName,
  zaId,
  card,
  ipAddress,
  phone,
  phoneByName,
  birthDate,
  postalAddress,
  personName,
  plainPersonName,
  coordinates,
  postcode,
];
