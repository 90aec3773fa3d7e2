import { describe, expect, it } from 'vitest'
import { parsePrometheusText } from '../../src/index.ts'

const head = '# HELP a Help.\n# TYPE a counter\n'
const histogram = '# HELP a Help.\n# TYPE a histogram\n'

describe('the reader of metrics pages', () => {
  it('reads names, labels and values', () => {
    const samples = String.raw`a 1
a{b="c,d=\"e\"}\\n",f="g\nh"} +Inf
a{b=""} NaN
`
    expect(parsePrometheusText(head + samples)).toEqual([
      {
        name: 'a',
        help: 'Help.',
        type: 'counter',
        samples: [
          { name: 'a', labels: {}, value: 1 },
          { name: 'a', labels: { b: String.raw`c,d="e"}\n`, f: 'g\nh' }, value: Infinity },
          { name: 'a', labels: { b: '' }, value: Number.NaN },
        ],
      },
    ])
  })

  it.each([
    ['an end without a line end', `${head}a 1`],
    ['a sample before its family', `a 1\n${head}`],
    ['a sample without a type', '# HELP a Help.\na 1\n'],
    ['a type of another family', '# HELP a Help.\n# TYPE b counter\na 1\n'],
    ['a sample of another family', `${head}b 1\n`],
    ['a family twice', `${head}a 1\n${head}a{b="c"} 1\n`],
    ['a series twice', `${head}a{b="c",d="e"} 1\na{d="e",b="c"} 2\n`],
    ['a label twice', `${head}a{b="c",b="d"} 1\n`],
    ['a value that is no number', `${head}a one\n`],
    ['a hexadecimal value', `${head}a 0x10\n`],
    ['a time', `${head}a 1 1700000000\n`],
    ['a quote that is not escaped', `${head}a{b="c"d"} 1\n`],
    ['a comma at the end', `${head}a{b="c",} 1\n`],
    ['a histogram without its last bucket', `${histogram}a_bucket{le="1"} 1\na_sum 1\na_count 1\n`],
    ['a histogram with another count', `${histogram}a_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n`],
    ['a histogram without its sum', `${histogram}a_bucket{le="+Inf"} 1\na_count 1\n`],
    ['buckets that fall', `${histogram}a_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n`],
    ['bounds that fall', `${histogram}a_bucket{le="+Inf"} 1\na_bucket{le="1"} 1\na_sum 1\na_count 1\n`],
  ])('refuses %s', (_what, text) => {
    expect(() => parsePrometheusText(text)).toThrow(Error)
  })
})
