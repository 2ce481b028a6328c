import { AwsV4Signer } from 'aws4fetch'

/** The longest that a key of Amazon Bedrock lives; it ends with the credentials that it is made of, too. */
const LIFE_SECONDS = 43_200

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/**
 * A short-term key for Amazon Bedrock: a request that is signed, but never sent, in base64. The same as
 * https://github.com/aws/aws-bedrock-token-generator-js makes.
 *
 * @param now milliseconds since the epoch
 */
export async function bedrockKey(credentials: AwsCredentials, region: string, now: number): Promise<string> {
  const signer = new AwsV4Signer({
    ...credentials,
    method: 'POST',
    url: `https://bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Expires=${String(LIFE_SECONDS)}`,
    service: 'bedrock',
    region,
    datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    signQuery: true,
  })
  const signature = `X-Amz-Signature=${await signer.signature()}`
  // The library's own URL spells blanks and the like otherwise than what it signed.
  const query = [...signer.encodedSearch.split('&'), signature].sort().join('&')
  return `bedrock-api-key-${Buffer.from(`bedrock.amazonaws.com/?${query}&Version=1`).toString('base64')}`
}
