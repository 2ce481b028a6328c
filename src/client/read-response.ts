import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { isObject } from '../json-value.js'
import type { HttpResponse } from './http-types.js'

/** The most bytes of a body, decoded, that are read. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024

/**
 * The whole response, its body decoded. Reading stops as soon as the body grows over the limit.
 *
 * @throws what broke it off: the connection, or bad compressed data
 */
export async function readResponse(incoming: IncomingMessage): Promise<HttpResponse | 'too large'> {
  const body = await readBody(incoming)
  if (body === 'too large') return body
  const { headers, statusCode: status = 0, statusMessage: statusText = '' } = incoming
  const bodiless = status === 204 || status === 304
  const chunked = headers['transfer-encoding']?.toLowerCase().includes('chunked') === true
  return {
    status,
    statusText,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body,
    endedByClose: !bodiless && !chunked && headers['content-length'] === undefined,
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | 'too large'> {
  // Until the loop below listens, an error would end the process.
  incoming.on('error', () => undefined)
  if (Number(incoming.headers['content-length']) > MAX_BODY_BYTES) return 'too large'
  const decoders = await decodersFor(incoming.headers['content-encoding'] ?? '')
  const decoded = decoders.reduce<Readable>((from, to) => pipeline(from, to, () => undefined), incoming)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of decoded as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) return 'too large'
      chunks.push(chunk)
    }
  } catch (error) {
    // No bytes at all are no gzip, but some servers label every answer alike.
    const isEmpty = incoming.complete && decoders[0]?.bytesWritten === 0
    if (!isEmpty || !isObject(error) || error['code'] !== 'Z_BUF_ERROR') throw error
  }
  if (!incoming.complete) throw new Error('The body was cut off')
  return Buffer.concat(chunks, bytes)
}

type Decoder = Transform & { readonly bytesWritten: number }

/** No encoding was asked for, but some servers and gateways compress all the same. An unknown one is left as it is. */
async function decodersFor(encodings: string): Promise<Decoder[]> {
  const names = encodings.toLowerCase().split(/[\s,]+/)
  if (!names.some((name) => name !== '' && name !== 'identity')) return []
  const zlib = await import('node:zlib')
  return names.reverse().flatMap((name): Decoder[] => {
    if (name === 'br') return [zlib.createBrotliDecompress()]
    // It tells gzip and deflate apart by their first bytes.
    return ['gzip', 'x-gzip', 'deflate'].includes(name) ? [zlib.createUnzip()] : []
  })
}
