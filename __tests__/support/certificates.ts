import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

export interface PrivateCa extends Disposable {
  /** The CA's certificate as a PEM file, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string
  /** @param names as in `DNS:localhost` or `IP:127.0.0.1` */
  issue(names: readonly string[], validity?: 'valid' | 'expired' | 'not yet valid'): Certificate
  /** A certificate for localhost and 127.0.0.1 that no CA has signed. */
  selfSigned(): Certificate
}

const CONFIG = `
[ca]
default_ca = this
[this]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
`

const VALIDITY = {
  valid: [],
  expired: ['-startdate', '200101000000Z', '-enddate', '210101000000Z'],
  'not yet valid': ['-startdate', '400101000000Z', '-enddate', '410101000000Z'],
}

/** Makes a CA of its own with the `openssl` command, in a folder that is removed with it. */
export function makePrivateCa(): PrivateCa {
  const folder = mkdtempSync(join(tmpdir(), 'private-ca-'))
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const newKey = (name: string): string[] => [
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', `${name}.key`, '-config', 'ca.cnf'],
  ]
  const read = (name: string): Certificate => ({
    key: readFileSync(join(folder, `${name}.key`), 'utf8'),
    cert: readFileSync(join(folder, `${name}.pem`), 'utf8'),
  })
  let issued = 0

  writeFileSync(join(folder, 'ca.cnf'), CONFIG)
  writeFileSync(join(folder, 'index.txt'), '')
  writeFileSync(join(folder, 'serial'), '1000\n')
  openssl(
    ...['req', '-x509', ...newKey('ca'), '-out', 'ca.pem', '-days', '30', '-subj', '/CN=Test CA'],
    ...['-extensions', 'root'],
  )

  return {
    caFile: join(folder, 'ca.pem'),
    issue: (names, validity = 'valid') => {
      const name = `server-${String(issued++)}`
      writeFileSync(join(folder, `${name}.ext`), `subjectAltName = ${names.join(', ')}\n`)
      openssl('req', '-new', ...newKey(name), '-out', `${name}.csr`, '-subj', `/CN=${name}`)
      openssl(
        ...['ca', '-batch', '-notext', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key'],
        ...['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`],
        ...(validity === 'valid' ? ['-days', '30'] : VALIDITY[validity]),
      )
      return read(name)
    },
    selfSigned: () => {
      const name = `self-${String(issued++)}`
      openssl(
        ...['req', '-x509', ...newKey(name), '-out', `${name}.pem`, '-days', '30', '-subj', '/CN=localhost'],
        ...['-addext', 'subjectAltName = DNS:localhost, IP:127.0.0.1'],
      )
      return read(name)
    },
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
