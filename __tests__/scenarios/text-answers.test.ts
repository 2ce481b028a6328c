import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { completion, type CompletionParts } from '../support/inference-server.js'
import { ask, askRow } from '../support/scenario.js'

/** The head of a WAV file, and two samples of silence. */
const WAV = Buffer.concat([
  Buffer.from('RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1'),
  Buffer.from('803e0000007d000002001000646174610400000000000000', 'hex'),
])

test.each<[what: string, answer: CompletionParts]>([
  ['an answer of nothing is never green', { content: '' }],
  ['an answer of blanks is empty', { content: ' \n\t\n' }],
  [
    'an answer in parts is one text',
    {
      content: [
        { type: 'text', text: 'The capital of France ' },
        { type: 'text', text: 'is Paris.' },
      ],
    },
  ],
  [
    'a content filter stops the answer in the middle',
    { content: 'First, take', finishReason: 'content_filter' },
  ],
  ['the model refuses', { content: null, message: { refusal: "I'm sorry, I cannot help with that." } }],
  ['reasoning that never ends is no answer', { content: '<think>\nFrance. Or was it Belgium? Or' }],
  ['a server that gives no finish reason', { finishReason: null }],
  ['a server that does not count tokens', { usage: null }],
])('%s', async (_what, answer) => {
  const { shown } = await askRow({ body: completion(answer) })
  expect(shown).toMatchSnapshot()
})

test('text that was cut off is an answer, with a warning', async () => {
  const body = completion({ content: 'The capital of France is a city on the', finishReason: 'length' })
  const { shown } = await ask({ body }, { inputs: { 'max-tokens': '10' } })
  expect(shown).toMatchSnapshot()
})

test.each<[place: string, answer: CompletionParts]>([
  ['reasoning_content', { message: { reasoning_content: 'France, so Paris.' } }],
  ['reasoning', { message: { reasoning: 'France, so Paris.' } }],
  ['a leading <think> block', { content: '<think>\nFrance, so Paris.\n</think>\n\nParis.' }],
  ['a block whose opening tag the chat template wrote', { content: 'France, so Paris.\n</think>\n\nParis.' }],
])('reasoning in %s', async (_place, answer) => {
  const { result, shown } = await askRow({ body: completion(answer) })
  expect(result.outputs).toMatchObject({ reasoning: 'France, so Paris.', content: 'Paris.' })
  expect(shown).toMatchSnapshot()
})

test('audio goes to a file, and its transcript is the content', async () => {
  const audio = { id: 'audio_1', data: WAV.toString('base64'), transcript: 'Paris.', expires_at: 0 }
  const { result, shown } = await ask(
    { body: completion({ content: null, message: { audio } }) },
    { inputs: { modalities: 'text, audio', 'extra-body': 'audio: { voice: alloy, format: wav }' } },
  )
  expect(result.fileAt(result.outputs['audio-file'] ?? '')?.equals(WAV)).toBe(true)
  expect(shown).toMatchSnapshot()
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
])('an answer that is compressed (%s), although nobody asked for it', async (encoding, compress) => {
  const { result, shown } = await ask({
    headers: { 'content-type': 'application/json', 'content-encoding': encoding },
    body: compress(JSON.stringify(completion({ content: 'Grüße aus Paris 🗼' }))),
  })
  expect(result.outputs['content']).toBe('Grüße aus Paris 🗼')
  expect(shown).toMatchSnapshot()
})
