import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export const issuer = 'https://weather-lab.example';
const audience = 'machine-learning';

/**
 * ONLY FOR THIS LAB. The scenario's RequestAuthentication has the public half, and everybody can read this one: whoever
 * believes its tokens believes anybody's.
 */
const labOnlyKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'N4ylGpG-4tmOf2Lg_p920NgBm9U1pMJQaTtc1VGYMpo',
  y: '3v_S9l-TFNsx77zk7duHS_Vvf6IjMbkPBTgxLh51cBU',
  d: '5KQ_8b1VF0VUJOtusVv5XMZH0E0HjUXx077eLoX02KA',
};

const keyId = 'only-for-the-weather-lab';

export interface Claims {
  /** Seconds since 1970. */
  issuedAt: number;
  expires: number;
  role?: string;
}

/** A token that the scenario's key proves. */
export const tokenFor = (claims: Claims): string =>
  signed(claims, createPrivateKey({ key: labOnlyKey, format: 'jwk' }));

/** The same from somebody else, who has no such key but says so. */
export const forgedTokenFor = (claims: Claims): string =>
  signed(claims, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

function signed({ issuedAt, expires, role }: Claims, key: KeyObject): string {
  const header = { alg: 'ES256', kid: keyId, typ: 'JWT' };
  const payload = {
    iss: issuer,
    aud: audience,
    sub: 'student',
    iat: issuedAt,
    exp: expires,
    ...(role !== undefined && { role }),
  };
  const text = `${encoded(header)}.${encoded(payload)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
