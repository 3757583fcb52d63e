import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressFault } from '#notice/sending/address-fault.ts';
import { isPublicAddress } from '#notice/sending/public-address.ts';

const PRIVATE_HOSTS = [
  // This machine, by name and by number, in every form a URL takes one.
  'localhost',
  'LOCALHOST',
  'localhost.',
  'localhost..',
  'a.localhost',
  'ｌｏｃａｌｈｏｓｔ',
  'ⓛocalhost',
  'localhost.localdomain',
  '127.0.0.1',
  '127.0.0.1.',
  '127.0.0.1..',
  '0X7F.0x0.0.01',
  '１２７．０．０．１',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '017700000001',
  '0177.0.0.1',
  '0177.0.0.01',
  '0x7f000001',
  '0x7f.0.0.1',
  '0x7f.1',
  '127。0。0。1',
  '１２７.0.0.1',
  '①②⑦.0.0.1',
  '%31%32%37.0.0.1',
  '0',
  '0.',
  '0x0',
  '0.0.0.0',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:0001]',
  '[::ffff:0:127.0.0.1]',
  // Networks of one's own.
  '10.0.0.1',
  '10.255.255.255',
  '167772161',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '0300.0250.0.1',
  '[::ffff:10.0.0.1]',
  '[fc00::1]',
  '[fd12:3456:789a::1]',
  '[fec0::1]',
  // Carriers, links, and what clouds tell their machines there.
  '100.64.0.1',
  '100.127.255.255',
  '100.100.100.200',
  '169.254.0.1',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '[::ffff:169.254.169.254]',
  '[fe80::1]',
  '[fe80::1%25eth0]',
  '[fd00:ec2::254]',
  '168.63.129.16',
  '192.0.0.192',
  'metadata.google.internal',
  'metadata.google.internal.',
  'metadata',
  // Addresses that lead to another.
  '[64:ff9b::7f00:1]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b:1::a00:1]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2001::1]',
  '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
  '192.88.99.1',
  // Nobody's, many's, and for examples alone.
  '224.0.0.1',
  '239.255.255.255',
  '255.255.255.255',
  '240.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.7',
  '[ff02::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[100::1]',
  '[4000::1]',
  // Names within a network.
  'intranet',
  'printer.local',
  'db.internal',
  'router.lan',
  'nas.home.arpa',
];

test.each(PRIVATE_HOSTS)('%s is no address for a webhook', (host) => {
  expect(addressFault(`https://${host}/hook`, 'public')).toMatch(/: (give|leave) .+\.$/);
  expect(addressFault(`https://${host}:8443/hook`, 'public')).toBeDefined();
});

const PUBLIC_URLS = [
  'https://example.com',
  'https://example.com/hooks/1?token=a#b',
  'https://example.com.:8443/',
  'https://EXAMPLE.com/',
  'https://münchen.example.com/',
  'https://8.8.8.8/',
  'https://9.255.255.255/',
  'https://172.15.255.255/',
  'https://172.32.0.1/',
  'https://100.63.255.255/',
  'https://100.128.0.1/',
  'https://[2606:4700:4700::1111]/',
  'https://[::ffff:8.8.8.8]/',
  'https://localhost.example.com/',
  'https://notlocalhost.com/',
  'https://127.0.0.1.nip.io/',
];

test.each(PUBLIC_URLS)('%s is an address, as far as it can be seen', (url) => {
  expect(addressFault(url, 'public')).toBeUndefined();
});

test.each([
  ['http://example.com/', /must begin with https/],
  ['ftp://example.com/', /must begin with https/],
  ['file:///etc/passwd', /must begin with https/],
  ['gopher://127.0.0.1:6379/_', /must begin with https/],
  ['javascript:alert(1)', /must begin with https/],
  ['https://user:secret@example.com/', /holds a user or a password/],
  ['https://user@example.com/', /holds a user or a password/],
  ['https://:secret@example.com/', /holds a user or a password/],
  ['https://example.com@127.0.0.1/', /holds a user or a password/],
  ['https://example.com:22/', /Port 22 /],
  ['https://example.com:25/', /Port 25 /],
  ['https://example.com:0/', /Port 0 /],
  ['https://example.com:99999/', /no URL/],
  ['example.com/hook', /no URL/],
  ['', /no URL/],
  [' https://example.com/', /a space/],
  ['https://exa\nmple.com/', /a line break/],
  ['https://example.com/a\r\nX-Evil: 1', /a line break/],
  ['https://example.com\t@127.0.0.1/', /a space/],
  ['https://', /no URL/],
  ['https://127.0.0.1%00.example.com/', /no URL/],
  ['https://1.2.3.256/', /no URL/],
  ['https://[2001:4860::1%25eth0]/', /no URL/],
  ['http://good@127.0.0.1/', /holds a user or a password/],
  ['https://127.0.0.1\\.example.com/', /not an address on the public internet/],
  [`https://${'a'.repeat(64)}.com/`, /no name that can be looked up/],
  [`https://${'a.'.repeat(130)}com/`, /no name that can be looked up/],
  ['https://example..com/', /no name that can be looked up/],
  ['https://[::1/', /no URL/],
  [`https://example.com/${'a'.repeat(2048)}`, /longer than 2048/],
])('%s is refused with the reason', (url, reason) => {
  const fault = addressFault(url, 'public');
  expect(fault).toMatch(reason);
  expect(fault).not.toContain('secret');
});

test('in a network of one’s own every address goes, but nothing beside http and no passwords', () => {
  for (const host of ['localhost:4000', '10.0.0.1', '[::1]:80', 'intranet'])
    for (const scheme of ['http', 'https'])
      expect(addressFault(`${scheme}://${host}/hook`, 'any')).toBeUndefined();
  expect(addressFault('file:///etc/passwd', 'any')).toMatch(/https:\/\/ or http:\/\//);
  expect(addressFault('http://user:secret@localhost/', 'any')).toMatch(/password/);
});

test('what DNS may answer is judged like what is written', () => {
  for (const address of [
    '127.0.0.1',
    '::1',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    '64:ff9b::a00:1',
    '0.0.0.0',
    '',
  ])
    expect([address, isPublicAddress(address)]).toEqual([address, false]);
  for (const address of ['1.1.1.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])
    expect([address, isPublicAddress(address)]).toEqual([address, true]);
});

test('an IPv4 address is judged alike in every form it can be written in', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), ([a, b, c, d]) => {
      const number = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
      const hex = number.toString(16).padStart(8, '0');
      const forms = [
        `${a}.${b}.${c}.${d}`,
        String(number),
        `0x${hex}`,
        `0${number.toString(8)}`,
        [a, b, c, d].map((part) => `0${part.toString(8)}`).join('.'),
        [a, b, c, d].map((part) => `0x${part.toString(16)}`).join('.'),
        `${a}.${b * 2 ** 16 + c * 2 ** 8 + d}`,
        `[::ffff:${a}.${b}.${c}.${d}]`,
        `[::ffff:${hex.slice(0, 4)}:${hex.slice(4)}]`,
      ];
      const verdicts = forms.map((host) => addressFault(`https://${host}/`, 'public') === undefined);
      expect(new Set(verdicts).size).toBe(1);
      expect(verdicts[0]).toBe(isPublicAddress(`${a}.${b}.${c}.${d}`));
    }),
    { numRuns: 300 },
  );
});
