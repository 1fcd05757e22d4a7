/** A certificate by which a proxy shows who it is. */
export interface Certificate {
  /** Such as `spiffe://cluster.local/ns/weather/sa/gui`. */
  identity: string;
  serial: string;
  /** ISO 8601. */
  validFrom: string;
  expires: string;
}
