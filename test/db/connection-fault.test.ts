import { expect, test } from 'vitest';
import { connectionFault, serverName } from '#db/connection-fault.ts';

const URL_OF_IT = 'postgres://someone:secret@db.example:5433/market';
const failing = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);
const refused = failing('connect ECONNREFUSED 127.0.0.1:5433', { code: 'ECONNREFUSED', syscall: 'connect' });

test.each([
  [refused, 'does not answer: connect ECONNREFUSED 127.0.0.1:5433'],
  [new AggregateError([refused, refused]), 'does not answer: connect ECONNREFUSED 127.0.0.1:5433'],
  [
    failing('connect ENOENT /s', { code: 'ENOENT', syscall: 'connect' }),
    'does not answer: connect ENOENT /s',
  ],
  [failing('getaddrinfo ENOTFOUND db.example', { code: 'ENOTFOUND' }), 'does not answer: getaddrinfo'],
  [failing('Connection terminated due to connection timeout'), 'does not answer: Connection terminated'],
  [failing('timeout expired'), 'does not answer: timeout expired'],
  [failing('password authentication failed', { code: '28P01' }), 'lets nobody in: password authentication'],
  [failing('database "market" does not exist', { code: '3D000' }), 'lets nobody in: database "market"'],
])('%s names the server and what to do', (error, said) => {
  const fault = connectionFault(error, URL_OF_IT);
  expect(fault).toContain(`the database of DATABASE_URL (db.example:5433/market) ${said}`);
  expect(fault).toMatch(/; start it or correct the URL$/);
  expect(fault).not.toContain('secret');
});

test.each([
  failing('open ENOENT prices.csv', { code: 'ENOENT', syscall: 'open' }),
  failing('syntax error', { code: '42601' }),
  'a text',
  undefined,
])('%s is no fault of the connection', (error) => {
  expect(connectionFault(error, URL_OF_IT)).toBeUndefined();
});

test.each([
  [URL_OF_IT, 'db.example:5433/market'],
  ['postgres://u:secret@db.example/market?sslmode=disable', 'db.example:5432/market'],
  ['postgres://u:secret@localhost:5434/a%20b', 'localhost:5434/a b'],
])('%s is called %s', (url, name) => {
  expect(serverName(url)).toBe(name);
});
