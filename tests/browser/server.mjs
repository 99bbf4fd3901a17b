// The demo clinic as a child process: started on a free port with a throwaway folder, known by its ready file,
// stopped with the test file that started it.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Somebody one can be in the demo clinic, as its ready file says.
 * @typedef {object} Account
 * @property {string} name        the person's name
 * @property {string} role        client, therapist, supervisor, administrator, ...
 * @property {string} [password]
 * @property {string} [totp_secret]  base32; staff have one
 * @property {string} [sign_in]   the name to type at sign-in, or a link that signs in
 */

/**
 * @typedef {object} Server
 * @property {string} url           without a slash at its end
 * @property {string} operations    where health, readiness and metrics answer
 * @property {Account[]} accounts
 * @property {() => string} log     what the server printed, for the message of a failing test
 * @property {() => Promise<number | null>} stop  asks it to end and gives its exit status
 */

const READY_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 15_000;

/**
 * Starts the demo. With ATTUNE_READY_FILE set to the ready file of a server that is running already, that one is
 * used instead and left running.
 * @param {{ args?: string[], env?: Record<string, string> }} [options]
 * @returns {Promise<Server>}
 */
export async function startServer({ args = [], env = {} } = {}) {
  const running = process.env.ATTUNE_READY_FILE;
  if (running !== undefined && args.length === 0) {
    const ready = JSON.parse(await readFile(running, 'utf8'));
    return { ...addressAndAccounts(ready), log: () => '', stop: async () => 0 };
  }

  const binary = process.env.ATTUNE_BINARY ?? path.join(root, 'target/debug/attune');
  if (!existsSync(binary)) {
    throw new Error(`There is no program at ${binary}. Build it first: cargo build -p attune`);
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'attune-browser-'));
  const readyFile = path.join(folder, 'ready.json');
  const child = spawn(
    binary,
    ['demo', '--listen', '127.0.0.1:0', '--data', path.join(folder, 'data'), '--ready-file', readyFile, ...args],
    { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const killNow = () => void child.kill('SIGKILL');
  process.once('exit', killNow);

  let printed = '';
  const keep = (/** @type {Buffer} */ text) => {
    printed = (printed + text.toString('utf8')).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    child.once('error', (problem) => {
      keep(Buffer.from(String(problem)));
      resolve(null);
    });
    child.once('exit', (status) => resolve(status));
  });

  const stop = async () => {
    child.kill('SIGTERM');
    const late = new AbortController();
    const status = await Promise.race([
      ended,
      pause(STOPS_WITHIN_MS, 'late', { signal: late.signal }).catch(() => null),
    ]);
    late.abort();
    if (status === 'late') {
      killNow();
      await ended;
    }
    process.removeListener('exit', killNow);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    return status === 'late' ? null : /** @type {number | null} */ (status);
  };

  try {
    const ready = await whenReady(readyFile, ended);
    return { ...addressAndAccounts(ready), log: () => printed, stop };
  } catch (problem) {
    await stop();
    throw new Error(`${problem instanceof Error ? problem.message : problem}. It printed:\n${printed}`);
  }
}

/**
 * @param {string} readyFile
 * @param {Promise<number | null>} ended
 * @returns {Promise<any>}
 */
async function whenReady(readyFile, ended) {
  /** @type {{ status: number | null } | undefined} */
  let over;
  void ended.then((status) => {
    over = { status };
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    try {
      return JSON.parse(await readFile(readyFile, 'utf8'));
    } catch {
      // Not there yet, or half written.
    }
    if (over !== undefined) {
      throw new Error(`The demo ended with status ${over.status} before it was ready`);
    }
    await pause(25);
  }
  throw new Error(`The demo was not ready within ${READY_WITHIN_MS / 1000} seconds`);
}

/**
 * @param {{ address: string, operations: string, accounts: Account[] }} ready
 * @returns {{ url: string, operations: string, accounts: Account[] }}
 */
function addressAndAccounts(ready) {
  if (typeof ready.address !== 'string' || !Array.isArray(ready.accounts)) {
    throw new Error('The ready file has no address or no accounts');
  }
  const address = /^https?:\/\//.test(ready.address) ? ready.address : `http://${ready.address}`;
  return { url: address.replace(/\/+$/, ''), operations: ready.operations, accounts: ready.accounts };
}
