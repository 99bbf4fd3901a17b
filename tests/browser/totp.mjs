// One-time codes as an authenticator app makes them (RFC 6238: SHA-1, six digits, thirty seconds).

import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const STEP_SECONDS = 30;

/**
 * @param {string} secret  in base32, padding and spaces allowed
 * @param {number} [seconds]  since 1970; now, unless told
 * @returns {string} six digits
 */
export function oneTimeCode(secret, seconds = Date.now() / 1000) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / STEP_SECONDS)));
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Waits until the next code is due: a code serves once only. */
export async function untilNextCode() {
  await pause((STEP_SECONDS - ((Date.now() / 1000) % STEP_SECONDS)) * 1000 + 200);
}

/**
 * @param {string} text
 * @returns {Buffer}
 */
export function fromBase32(text) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const letter of text.toUpperCase().replace(/[\s=-]/g, '')) {
    const value = alphabet.indexOf(letter);
    if (value < 0) {
      throw new Error(`'${letter}' is not a base32 letter`);
    }
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}
