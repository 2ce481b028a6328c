import { chooseProxy } from '../../src/ask/http/proxy.js'
import type { ProxyVariables } from '../../src/ask/http/proxy.js'

function proxyOf(url: string, variables: ProxyVariables): string | undefined {
  const chosen = chooseProxy(new URL(url), variables)
  if (!chosen.ok) throw new Error(chosen.error.reason)
  return chosen.value?.url.href
}

test.each<[url: string, variables: ProxyVariables, proxy: string | undefined]>([
  ['https://a.example/', {}, undefined],
  ['https://a.example/', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
  ['https://a.example/', { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:1' }, 'http://low:1/'],
  ['https://a.example/', { https_proxy: '', HTTPS_PROXY: ' http://up:1 ' }, 'http://up:1/'],
  ['https://a.example/', { HTTP_PROXY: 'http://p:1' }, undefined],
  ['http://127.0.0.1:8000/', { HTTP_PROXY: 'http://p:1' }, 'http://p:1/'],
  ['http://a.example/', { ALL_PROXY: 'http://p:1' }, 'http://p:1/'],
  ['http://a.example/', { ALL_PROXY: 'http://all:1', http_proxy: 'https://p:1' }, 'https://p:1/'],
  ['https://a.example/', { HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'],
  ['https://a.example/', { HTTPS_PROXY: 'u:p@host:3128' }, 'http://host:3128/'],
  ['https://a.example/', { HTTPS_PROXY: 'http://u:p%23%2F%3F%40@host:3128/' }, 'http://host:3128/'],
  ['https://a.example/', { HTTPS_PROXY: 'http://u:P@ssw0rd@host:3128' }, 'http://host:3128/'],
])('%s with %j goes through %s', (url, variables, proxy) => {
  expect(proxyOf(url, variables)).toBe(proxy)
})

test.each<[url: string, exceptions: string, direct: boolean]>([
  ['https://a.example/', '*', true],
  ['https://a.example/', 'a.example', true],
  ['https://a.example/', 'A.Example', true],
  ['https://a.example/', 'example', true],
  ['https://a.example/', '.example', true],
  ['https://a.example/', '*.example', true],
  ['https://a.example/', 'b.example , a.example', true],
  ['https://a.example/', 'b.example a.example', true],
  ['https://a.example/', 'le', false],
  ['https://a.example/', 'x.a.example', false],
  ['https://a.example/', ',', false],
  ['https://a.example/', '.', false],
  ['https://a.example/', 'a.example:443', true],
  ['https://a.example/', 'a.example:80', false],
  ['http://a.example/', 'a.example:80', true],
  ['http://a.example:8000/', 'a.example:8000', true],
  ['http://127.0.0.1:8000/', '127.0.0.1', true],
  ['http://127.0.0.1:8000/', '127.0.0.1:8000', true],
  ['http://127.0.0.1:8000/', '0.0.1', false],
  ['http://10.1.2.3/', '10.0.0.0/8', true],
  ['http://11.1.2.3/', '10.0.0.0/8', false],
  ['http://10.1.2.3/', '10.0.0.0/99', false],
  ['http://10.1.2.3/', 'fd00::/8', false],
  ['http://[::1]:8000/', '::1', true],
  ['http://[::1]:8000/', '[::1]', true],
  ['http://[::1]:8000/', '[::1]:8000', true],
  ['http://[::1]:8000/', '[::1]:80', false],
  ['http://[fd00::5]/', 'fd00::/8', true],
  // A dot at the end only says that a name is absolute.
  ['https://api.target.example/', 'target.example.', true],
  ['https://api.target.example./', 'target.example', true],
  ['https://api.target.example./', '.target.example.', true],
  ['https://api.target.example./', '*.target.example', true],
  ['https://api.target.example/', 'api.target.example.:443', true],
  ['https://api.target.example./', 'api.target.example:80', false],
  ['https://api.target.example./', 'other.example.', false],
  ['http://127.0.0.1./', '127.0.0.1', true],
  ['http://127.0.0.1/', '127.0.0.1.', true],
])('%s with NO_PROXY=%s is direct: %s', (url, exceptions, direct) => {
  for (const name of ['NO_PROXY', 'no_proxy']) {
    const variables = { HTTP_PROXY: 'http://p:1', HTTPS_PROXY: 'http://p:1', [name]: exceptions }
    expect(proxyOf(url, variables) === undefined).toBe(direct)
  }
})

test('the password is kept apart from the URL, decoded', () => {
  const chosen = chooseProxy(new URL('https://a.example/'), { HTTPS_PROXY: 'http://me:p%40ss@p:3128' })
  expect(chosen).toMatchObject({ ok: true, value: { authorization: `Basic ${btoa('me:p@ss')}` } })
  expect(JSON.stringify(chosen)).not.toContain('p%40ss')
})

test.each([
  'socks5://u:geheim@p:1080',
  'http://',
  'http://u:geheim%zz@p',
  'http://p:99999',
  // A password that is not percent-encoded: a part of it would pass for the host.
  'http://builder:P@geheim9#x@proxy:3128',
  'http://builder:P@geheim9/x@proxy:3128',
  'http://builder:P@geheim9?x@proxy:3128',
  'http://builder:12/geheim@proxy:3128',
  'http://builder:12\\geheim@proxy:3128',
  'http://builder#geheim@proxy:3128',
  'https://builder:P@geheim9#@proxy:3128',
  'builder:P@geheim9#x@proxy:3128',
  'http:/builder:geheim@proxy:3128',
])('%s is no usable proxy; the message names the variable, not the value', (value) => {
  const chosen = chooseProxy(new URL('https://a.example/'), { https_proxy: value })
  if (chosen.ok) throw new Error('It was taken')
  expect(chosen.error.code).toBe('network_error')
  expect(chosen.error.reason).toBe(
    'The environment variable https_proxy does not hold the URL of an HTTP proxy.',
  )
  expect(chosen.error.remedy).toContain('percent-encoded')
  expect(JSON.stringify(chosen)).not.toContain('geheim')
})
