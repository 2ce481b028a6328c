import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

/** The head of a WAV file, and two samples of silence. */
const WAV = Buffer.concat([
  Buffer.from('RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1'),
  Buffer.from('803e0000007d000002001000646174610400000000000000', 'hex'),
])

test('audio goes to a file, and its transcript is the content', async () => {
  await using server = await startServer({
    body: completion({
      content: null,
      message: {
        audio: { id: 'audio_1', data: WAV.toString('base64'), transcript: 'Paris.', expires_at: 0 },
      },
    }),
  })

  const result = await runAction({
    inputs: {
      endpoint: server.url,
      model: 'm',
      prompt: 'Say the capital of France.',
      modalities: 'text, audio',
      'extra-body': 'audio: { voice: alloy, format: wav }',
    },
  })

  expect(result.fileAt(result.outputs['audio-file'] ?? '')?.equals(WAV)).toBe(true)
  expect(view(result, server)).toMatchSnapshot()
})
