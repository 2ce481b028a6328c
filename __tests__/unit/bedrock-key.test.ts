import { AwsV4Signer } from 'aws4fetch'
import { bedrockKey } from '../../src/identity/bedrock-key.js'

const KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}
const NOW = Date.parse('2026-03-04T05:06:07Z')

// Made by @aws/bedrock-token-generator 1.1.0, with its clock at NOW.
test.each([
  [
    'without a session',
    KEYS,
    'us-east-1',
    'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbiZYLUFtei1BbGdvcml0aG09QVdTNC1ITUFDLVNIQTI1NiZYLUFtei1DcmVkZW50aWFsPUFLSURFWEFNUExFJTJGMjAyNjAzMDQlMkZ1cy1lYXN0LTElMkZiZWRyb2NrJTJGYXdzNF9yZXF1ZXN0JlgtQW16LURhdGU9MjAyNjAzMDRUMDUwNjA3WiZYLUFtei1FeHBpcmVzPTQzMjAwJlgtQW16LVNpZ25hdHVyZT03MjVhMjk4NTBjNGQxNmVhNGQ4MzRmNDkxZWYyNjNmYzBmMTRmMzg2MzU2YTk4ZmU1YjQwMDRhYTIzY2JlZmUzJlgtQW16LVNpZ25lZEhlYWRlcnM9aG9zdCZWZXJzaW9uPTE=',
  ],
  [
    'with one, of all characters that need encoding',
    {
      ...KEYS,
      sessionToken:
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfP+SPfoeoYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGd QrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA== ~!'()*",
    },
    'eu-west-1',
    'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbiZYLUFtei1BbGdvcml0aG09QVdTNC1ITUFDLVNIQTI1NiZYLUFtei1DcmVkZW50aWFsPUFLSURFWEFNUExFJTJGMjAyNjAzMDQlMkZldS13ZXN0LTElMkZiZWRyb2NrJTJGYXdzNF9yZXF1ZXN0JlgtQW16LURhdGU9MjAyNjAzMDRUMDUwNjA3WiZYLUFtei1FeHBpcmVzPTQzMjAwJlgtQW16LVNlY3VyaXR5LVRva2VuPUFRb0RZWGR6RVBUJTJGJTJGJTJGJTJGJTJGJTJGJTJGJTJGJTJGJTJGd0VYQU1QTEV0Yzc2NGJOckM5U0FQQlNNMjJ3RE9rNHg0SElaOGo0RlpUd2RRV0xXc0tXSEdCdUZxd0FlTWljUlhteGZQJTJCU1Bmb2VvWVJxVGZsZktEOFlVdXd0aEF4N21TRUklMkZxa1BwS1BpJTJGa01jR2QlMjBRcm1HZGVlaE00SUMxTnRCbVVwcDJ3VUU4cGhVWmFtcEtzYnVyRUR5MEtQa3lRRFl3VDdXWjB3cTVWU1hEdnA3NVlVOUhGdmxSZDhUeDZxNmZFOFlRY0hOVlhBa2lZOXE2ZCUyQnhvMHJLd1QzOHhWcXI3WkQwdTBpUFBrVUw2NGxJWmJxQkF6JTJCc2NxS21sem04RkRyeXBOQzlZamM4ZlBPTG45Rlg5S1NZdktUcjRydngzaVNJbFRKYWJJUXdqMklDQ1IlMkZvTHhCQSUzRCUzRCUyMH4lMjElMjclMjglMjklMkEmWC1BbXotU2lnbmF0dXJlPTljNGQxMzAyNDUzZmQzN2VmMTU4NDI2NjYyNDhiMWU0MzFhMDJiMmQwMzczMWI0OWJiNzU4MGRmNjg1MWIwMjgmWC1BbXotU2lnbmVkSGVhZGVycz1ob3N0JlZlcnNpb249MQ==',
  ],
])('is the key that the generator of AWS makes: %s', async (_, credentials, region, key) => {
  expect(await bedrockKey(credentials, region, NOW)).toBe(key)
})

describe("the library signs as AWS's test suite wants it", () => {
  const SUITE = { ...KEYS, service: 'service', region: 'us-east-1', datetime: '20150830T123600Z' }
  const AT = 'https://example.amazonaws.com/'
  test.each([
    ['get-vanilla', 'GET', AT, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', 'POST', AT, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    ['get-vanilla-query-order-key-case', 'GET', `${AT}?Param2=value2&Param1=value1`, 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
    ['get-vanilla-utf8-query', 'GET', `${AT}?%E1%88%B4=bar`, '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04'],
  ])('%s', async (_, method, url, signature) => {
    expect(await new AwsV4Signer({ ...SUITE, method, url }).signature()).toBe(signature)
  }) // prettier-ignore

  test('a query string with a signature', async () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    const signer = new AwsV4Signer({
      method: 'GET',
      url: 'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Expires=86400',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      service: 's3',
      region: 'us-east-1',
      datetime: '20130524T000000Z',
      signQuery: true,
    })
    expect(await signer.signature()).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404')
  })
})
