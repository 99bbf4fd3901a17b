import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fromBase32, oneTimeCode } from './totp.mjs';

test('one-time codes are those of RFC 6238, appendix B', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  assert.equal(fromBase32(secret).toString('ascii'), '12345678901234567890');
  for (const [seconds, code] of /** @type {[number, string][]} */ ([
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ])) {
    assert.equal(oneTimeCode(secret, seconds), code);
  }
});

test('a secret that is not base32 is refused', () => {
  assert.throws(() => fromBase32('GEZ1'), /'1' is not a base32 letter/);
});
