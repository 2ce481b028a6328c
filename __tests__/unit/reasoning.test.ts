import { splitReasoning } from '../../src/ask/reasoning.js'

test.each<[name: string, text: string, reasoning: string | undefined, content: string]>([
  ['no block', 'Paris.', undefined, 'Paris.'],
  ['nothing', '', undefined, ''],
  ['a block and the blank lines after it', '<think>\nFrance.\n</think>\n\n\nParis.', 'France.', 'Paris.'],
  ['a block on the line of the answer', '<think>France.</think> Paris.', 'France.', ' Paris.'],
  ['CRLF', '<think>\r\nFrance.\r\n</think>\r\n\r\nParis.\r\n', 'France.', 'Paris.\r\n'],
  ['blank lines with blanks in them', '<think>a</think>\n \t\n\n\tcode', 'a', '\tcode'],
  ['blanks before the block', ' \n<think>a</think>\nb', 'a', 'b'],
  ['a byte order mark before the block', '\ufeff<think>a</think>\nb', 'a', 'b'],
  ['an empty block', '<think></think>b', undefined, 'b'],
  ['nothing after the block', '<think>a</think>\n\n', 'a', ''],
  ['an unclosed block', '<think>a\n\nb', 'a\n\nb', ''],
  ['several blocks in a row', '<think>a</think>\n<think>b</think>\n\nc', 'a\n\nb', 'c'],
  ['blocks of several names', '<thinking>a</thinking><seed:think>b</seed:think>c', 'a\n\nb', 'c'],
  ['an unclosed second block', '<think>a</think>\n<think>b', 'a\n\nb', ''],
  ['the first end of a block', '<think>a <think> b</think> c</think>', 'a <think> b', ' c</think>'],
  ['a block that is not leading', 'So <think>a</think>', undefined, 'So <think>a</think>'],
  ['another tag', '<thought>a</thought>b', undefined, '<thought>a</thought>b'],
  ['a block that the template began', 'Hm.\n</think>\n\nParis.', 'Hm.', 'Paris.'],
  ['such a block of another name', 'Hm.</seed:think>Paris.', 'Hm.', 'Paris.'],
  ['such a block before another one', 'a</think>\n<think>b</think>\nc', 'a\n\nb', 'c'],
  ['an end at the very start', '</think>\nParis.', undefined, 'Paris.'],
  ['JSON that speaks of the tag', '{"end":"</think>"}', undefined, '{"end":"</think>"}'],
  ['such JSON in a fence', '```json\n["</think>"]\n```', undefined, '```json\n["</think>"]\n```'],
])('%s', (_name, text, reasoning, content) => {
  expect(splitReasoning(text)).toEqual({ reasoning, content })
})
