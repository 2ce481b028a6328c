import { completion } from './inference-server.js'

/** A word that stands wherever a model could have written something, and must be in no message. */
export const MODEL_WORD = 'Zebra'

/** Chat completions of every kind, good ones and such as must fail, each with `MODEL_WORD` all over. */
export const COMPLETIONS: readonly object[] = [
  completion({ content: `${MODEL_WORD} in Paris.` }),
  completion({ content: `{"answer":"${MODEL_WORD}"}` }),
  completion({ content: `<think>${MODEL_WORD}?</think>\n\n\`\`\`json\n{"answer":"${MODEL_WORD}"}\n\`\`\`` }),
  completion({ content: `${MODEL_WORD} is cut of`, finishReason: 'length' }),
  completion({ content: null, finishReason: null, usage: null, message: { reasoning: MODEL_WORD } }),
  completion({ content: '', message: { reasoning_content: MODEL_WORD, refusal: `${MODEL_WORD}: no.` } }),
  completion({
    content: [
      { type: 'thinking', thinking: [{ type: 'text', text: MODEL_WORD }] },
      { type: 'text', text: MODEL_WORD },
      { type: 'refusal', refusal: MODEL_WORD },
    ],
  }),
  completion({
    content: null,
    finishReason: 'tool_calls',
    message: {
      tool_calls: [
        {
          id: 'call_1',
          type: 'function',
          function: { name: 'look_up', arguments: `{"word":"${MODEL_WORD}"}` },
        },
        { id: 'call_2', type: 'function', function: { name: MODEL_WORD, arguments: { [MODEL_WORD]: 1 } } },
      ],
    },
  }),
  completion({
    content: null,
    finishReason: 'function_call',
    message: { function_call: { name: 'look_up', arguments: '{"word":"horse"}' } },
  }),
  completion({
    content: null,
    message: {
      audio: { id: 'audio_1', data: 'UklGRg==', transcript: MODEL_WORD, expires_at: 1_760_003_600 },
    },
  }),
  completion({ content: MODEL_WORD, finishReason: 'content_filter' }),
]
