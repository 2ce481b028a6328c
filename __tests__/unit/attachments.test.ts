import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readEnvironment } from '../../src/environment.js'
import { fileKind } from '../../src/inputs/file-kind.js'
import { matchingFiles } from '../../src/inputs/matching-files.js'
import { Problems } from '../../src/problems/problems.js'
import { readPromptFileStep, readStep } from '../support/read-step.js'

/** The least that a reader of the format takes for it. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
)
const PDF = Buffer.from('%PDF-1.7\n%âãÏÓ\n')
const WAV = Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1')

describe('the kind is in the content', () => {
  const image = (type: string) => ({ type: 'image_url', image_url: { url: `data:${type};base64,QQ==` } })
  const audio = (format: string) => ({ type: 'input_audio', input_audio: { data: 'QQ==', format } })
  test.each([
    ['PNG', PNG, image('image/png')],
    ['JPEG', Buffer.from('ffd8ffe000104a46', 'hex'), image('image/jpeg')],
    ['GIF', Buffer.from('GIF89a..'), image('image/gif')],
    ['GIF', Buffer.from('GIF87a..'), image('image/gif')],
    ['WebP', Buffer.from('RIFF\xff\n\r\0WEBPVP8 ', 'latin1'), image('image/webp')],
    ['PDF', PDF, { type: 'file', file: { filename: 'b.x', file_data: 'data:application/pdf;base64,QQ==' } }],
    ['WAV', WAV, audio('wav')],
    ['MP3', Buffer.from('ID3\x04\0'), audio('mp3')],
    ['MP3', Buffer.from('fffb9064', 'hex'), audio('mp3')],
  ])('%s', (name, bytes, part) => {
    const kind = fileKind(bytes)
    expect(kind?.name).toBe(name)
    expect(kind?.part('QQ==', 'a/b.x', undefined)).toEqual(part)
  })

  test.each([
    ['text', Buffer.from('PNG')],
    ['nothing', Buffer.alloc(0)],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['UTF-16', Buffer.from('\ufeffa', 'utf16le')],
    ['AAC', Buffer.from('fff15080', 'hex')],
    ['AVI', Buffer.from('RIFF\0\0\0\0AVI ', 'latin1')],
    ['ZIP', Buffer.from('504b0304', 'hex')],
  ])('not %s', (_, bytes) => {
    expect(fileKind(bytes)).toBeUndefined()
  })
})

describe('which files', () => {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'matching-')))
  const temp = realpathSync(mkdtempSync(join(tmpdir(), 'matching-temp-')))
  for (const path of [
    'b.png', 'a.png', 'c.pdf', '.hidden/d.png', 'shots/1.png', 'shots/2.png', 'shots/deep/3.png', 'shots/note.md',
    'app/[id]/page.png', '.git/e.png', 'x (1).png',
  ]) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), '')
  } // prettier-ignore
  writeFileSync(join(temp, 'outside.png'), '')
  symlinkSync(temp, join(workspace, 'linked'))
  symlinkSync(join(workspace, 'a.png'), join(workspace, 'shots/link.png'))

  const found = (files: string): { paths: readonly string[]; problems: readonly string[] } => {
    const problems = new Problems()
    const environment = readEnvironment({
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
      INPUT_FILES: files,
    })
    const paths = matchingFiles('files', environment, problems)
    return { paths, problems: problems.list.map(({ rule }) => rule) }
  }

  test.each([
    ['lines in their order', 'b.png\na.png', ['b.png', 'a.png']],
    ['a glob in the order of paths', '*.png', ['a.png', 'b.png', 'x (1).png']],
    ['each once', 'b.png\n*.png\n./a.png', ['b.png', 'a.png', 'x (1).png']],
    ['CRLF, blanks and empty lines', '\r\n  c.pdf \r\n\r\na.png\r\n', ['c.pdf', 'a.png']],
    ['one level', 'shots/*.png', ['shots/1.png', 'shots/2.png']],
    ['all levels, hidden folders too, no links and not Git', '**/*.png', [
      '.hidden/d.png', 'a.png', 'app/[id]/page.png', 'b.png', 'shots/1.png', 'shots/2.png', 'shots/deep/3.png', 'x (1).png',
    ]],
    ['braces and classes', '{shots,.hidden}/[d1].png', ['.hidden/d.png', 'shots/1.png']],
    ['excluded, before and after', '!shots/deep/**\nshots/**\n!**/*.md\n!shots/2.png', ['shots/1.png']],
    ['a folder is excluded with all in it', 'shots/**/*.png\n!shots/deep', ['shots/1.png', 'shots/2.png']],
    ['or with a slash at its end', 'shots/**/*.png\n!./shots/deep/\n!sho', ['shots/1.png', 'shots/2.png']],
    ['what is there is no glob', 'app/[id]/page.png\nx (1).png', ['app/[id]/page.png', 'x (1).png']],
    ['an absolute glob', `${temp}/*.png`, [`${temp}/outside.png`]],
    ['what is not there: reading it will say so', 'nowhere.png', ['nowhere.png']],
  ])('%s', (_, files, paths) => {
    expect(found(files)).toEqual({ paths, problems: [] })
  }) // prettier-ignore

  test.each([
    ['*.gif', 'names *.gif, which matches no file'],
    ['nowhere/*.png', 'names nowhere/*.png, which matches no file'],
    ['.git/*.png', 'names .git/*.png, which matches no file'],
    ['a.png\n!*.png', 'names a.png, which a line with ! excludes'],
    ['!a.png\n!b.png', 'only says what to leave out, by lines with !'],
  ])('%j is a problem', (files, rule) => {
    expect(found(files)).toEqual({ paths: [], problems: [rule] })
  })
})

describe('content parts', () => {
  const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` } }
  const pdf = {
    type: 'file',
    file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF.toString('base64')}` },
  }
  const audio = { type: 'input_audio', input_audio: { data: WAV.toString('base64'), format: 'wav' } }
  const files = { 'shot.bin': PNG, 'docs/a.pdf': PDF, 'a.wav': WAV }

  test('behind the text of the last user message', async () => {
    const messages = [
      { role: 'user', content: 'First' },
      { role: 'assistant', content: 'Yes?' },
      { role: 'user', content: [{ type: 'text', text: 'Look, {{ who }}' }] },
      { role: 'assistant', content: 'At what?' },
    ]
    const { body, problems, warnings } = await readStep({
      inputs: {
        prompt: '',
        messages: JSON.stringify(messages),
        variables: 'who: Ada',
        files: 'shot.bin\ndocs/*.pdf\na.wav',
      },
      files,
    })
    expect([problems, warnings]).toEqual([[], []])
    expect(body?.['messages']).toEqual([
      ...messages.slice(0, 2),
      { role: 'user', content: [{ type: 'text', text: 'Look, Ada' }, image, pdf, audio] },
      messages[3],
    ])
  })

  test('behind a prompt, with a detail', async () => {
    const { body } = await readStep({ inputs: { files: 'shot.bin', 'image-detail': 'low' }, files })
    const { url } = image.image_url
    expect(body?.['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hello' },
          { type: 'image_url', image_url: { url, detail: 'low' } },
        ],
      },
    ])
  })

  test('at their place in "messages"', async () => {
    const content = [
      { type: 'file', path: 'shot.bin' },
      { type: 'text', text: 'Look.' },
    ]
    const inputs = {
      prompt: '',
      messages: JSON.stringify([{ role: 'user', content }]),
      'image-detail': 'auto',
    }
    const { body, problems } = await readStep({ inputs, files })
    expect(problems).toEqual([])
    const { url } = image.image_url
    expect(body?.['messages']).toEqual([
      { role: 'user', content: [{ type: 'image_url', image_url: { url, detail: 'auto' } }, content[1]] },
    ])
  })

  test('at their place in a prompt file, whose other parts stay as they are', async () => {
    const own = { type: 'file', file: { file_id: 'file-1' } }
    const text = [
      'model: m',
      'messages:',
      '  - role: user',
      '    content:',
      '      - { type: file, path: shot.bin, cache_control: { type: ephemeral } }',
      '      - { type: text, text: "{{ a }}" }',
      `      - ${JSON.stringify(own)}`,
    ].join('\n')
    const { body, problems } = await readPromptFileStep(text, { inputs: { variables: 'a: b' }, files })
    expect(problems).toEqual([])
    expect(body?.['messages']).toEqual([
      {
        role: 'user',
        content: [{ cache_control: { type: 'ephemeral' }, ...image }, { type: 'text', text: 'b' }, own],
      },
    ])
  })

  test('every problem of a list at once', async () => {
    const { problems } = await readStep({
      inputs: {
        files: 'notes.md\nnowhere.png\n*.gif\nempty.png\n.git/config\nbig.png',
        'image-detail': 'medium',
      },
      files: {
        'notes.md': '# Notes',
        'empty.png': '',
        '.git/config': 'x',
        'big.png': Buffer.alloc(20 * 1024 * 1024 + 1),
      },
    })
    expect(problems).toEqual([
      '"image-detail" must be one of auto, low, high, not "medium". Choose one of them, or leave it out.',
      '"files" names *.gif, which matches no file. Paths are relative to the workspace, * stops at slashes, ** does not, and links are not followed.',
      '"files" names the file notes.md, which is none of PNG, JPEG, GIF, WebP, PDF, WAV or MP3 by its content. Pass text by "file-variables"; convert other images to PNG.',
      '"files" names the file nowhere.png, which does not exist. Paths are relative to the workspace: does a step check the repository out before this one?',
      '"files" names the file empty.png, which is empty. Check the step that writes it.',
      '"files" names the file .git/config, which leads into /proc, /sys, /dev or .git, which are closed. Name a file elsewhere.',
      '"files" names the file big.png, which has 21.0 MB (20971521 bytes), more than the limit of 20 MiB (20971520 bytes). Make it smaller in an earlier step: models shrink large images anyway.',
    ])
  })

  test('a file of a message that is not there has a place', async () => {
    const text =
      'model: m\nmessages:\n  - role: user\n    content:\n      - { type: file, path: no.png }\n      - { type: file, path: 3 }\n'
    const { problems } = await readPromptFileStep(text)
    expect(problems).toEqual([
      expect.stringMatching(
        /^"prompt-file" \(p\.prompt\.yml, line 5, column 23, messages\[0\]\.content\[0\]\.path\) names the file no\.png, which does not exist\./,
      ),
      expect.stringMatching(/^"prompt-file" \(.*line 6.*\) must be the path of a file\.$/),
    ])
  })

  test('fifty files and 40 MiB, not more', async () => {
    const many = (count: number): Record<string, Buffer> =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${String(i)}.png`, PNG]))
    const fifty = await readStep({ inputs: { files: '*.png' }, files: many(50) })
    expect(fifty.problems).toEqual([])
    const more = await readStep({ inputs: { files: '*.png' }, files: many(51) })
    expect(more.problems).toEqual([
      '"files" names 51 files, and a request may have 50 in all. Name fewer, or exclude some by a line with !.',
    ])
    const large = Buffer.concat([PNG, Buffer.alloc(14 * 1024 * 1024)])
    const heavy = await readStep({
      inputs: { files: '*.png' },
      files: { '1.png': large, '2.png': large, '3.png': large },
    })
    expect(heavy.problems).toEqual([
      '"files" names the file 3.png, which makes it more than 40 MiB of files. Show the model fewer, or smaller ones.',
    ])
  })

  test('a detail without an image is odd', async () => {
    const { warnings } = await readStep({
      inputs: { files: 'a.pdf', 'image-detail': 'high' },
      files: { 'a.pdf': PDF },
    })
    expect(warnings).toEqual([expect.stringMatching(/^"image-detail" has no effect/)])
  })
})
