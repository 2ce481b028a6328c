import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a host name that nobody knows is not tried again', async () => {
  const result = await runAction({
    // A name with an empty label is refused by the resolver itself, so that no name server is needed.
    inputs: { endpoint: 'https://models..invalid/v1', ...QUESTION },
  })

  expect(view(result)).toMatchSnapshot()
})
