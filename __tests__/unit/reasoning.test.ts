import { splitReasoning } from '../../src/answer/reasoning.js'

test.each([
  ['no block', 'Paris.', '', 'Paris.'],
  ['nothing', '', '', ''],
  ['a block and the blank lines after it', '<think>\nFrance.\n</think>\n\n\nParis.', 'France.', 'Paris.'],
  ['a block on the line of the answer', '<think>France.</think> Paris.', 'France.', ' Paris.'],
  ['CRLF', '<think>\r\nFrance.\r\n</think>\r\n\r\nParis.\r\n', 'France.', 'Paris.\r\n'],
  ['blank lines with blanks in them', '<think>a</think>\n \t\n\n\tcode', 'a', '\tcode'],
  ['blanks before the block', ' \n<think>a</think>\nb', 'a', 'b'],
  ['a byte order mark before the block', '\ufeff<think>a</think>\nb', 'a', 'b'],
  ['an empty block', '<think></think>b', '', 'b'],
  ['nothing after the block', '<think>a</think>\n\n', 'a', ''],
  ['an unclosed block', '<think>a\n\nb', 'a\n\nb', ''],
  ['a second block, which is text', '<think>a</think>\n<think>b</think>', 'a', '<think>b</think>'],
  ['the first end of a block', '<think>a <think> b</think> c</think>', 'a <think> b', ' c</think>'],
  ['a block that is not leading', 'So <think>a</think>', '', 'So <think>a</think>'],
  ['another tag', '<thinking>a</thinking>b', '', '<thinking>a</thinking>b'],
])('%s', (_name, text, reasoning, content) => {
  expect(splitReasoning(text)).toEqual({ reasoning, content })
})
