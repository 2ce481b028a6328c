import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction, WORKFLOW_TOKEN } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a host that is not GitHub’s sees no GitHub token, wherever one lies around', async () => {
  await using server = await startServer({ body: completion() })
  const { model, prompt } = QUESTION

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, model, prompt, 'github-token': WORKFLOW_TOKEN },
    env: { GITHUB_TOKEN: 'ghs_ofTheEnvironment0123', GH_TOKEN: 'ghs_ofTheEnvironment0123' },
  })

  expect(server.requests[0]?.headers.authorization).toBeUndefined()
  expect(JSON.stringify(server.requests)).not.toContain('ghs_')
  expect(view(result, server)).toMatchSnapshot()
})
