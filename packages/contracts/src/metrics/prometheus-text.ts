/** One line of a page of metrics. A histogram has several: `…_bucket` by `le`, `…_sum` and `…_count`. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Family {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly samples: readonly Sample[]
}

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$/
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,(?=.)|$)/y
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

/**
 * Reads a page in the Prometheus text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/), more
 * strictly than a Prometheus server does: each family has its help, its type and then its samples in one run, no series
 * comes twice, no sample has a time, and a histogram adds up. @throws Error that quotes the line which is wrong
 */
export function parsePrometheusText(text: string): readonly Family[] {
  if (!text.endsWith('\n')) throw new Error('The last line has no end')
  const blocks = text.split(/^(?=# HELP )/m).map(parseFamily)
  assertUnique(blocks.map(({ name }) => name))
  assertUnique(blocks.flatMap(({ samples }) => samples.map(seriesText)))
  return blocks
}

function parseFamily(block: string): Family {
  const [helpLine = '', typeLine = '', ...lines] = block.split('\n').filter((line) => line !== '')
  const [, name = '', help = ''] = matched(HELP, helpLine)
  const [, typed, type = ''] = matched(TYPE, typeLine)
  if (typed !== name) throw new Error(`The type is not that of ${name}: ${typeLine}`)
  const samples = lines.map(parseSample)
  const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
  const stray = samples.find((sample) => !suffixes.some((suffix) => sample.name === name + suffix))
  if (stray !== undefined) throw new Error(`A sample of another family than ${name}: ${stray.name}`)
  if (type === 'histogram') assertAddsUp(name, samples)
  return { name, help, type, samples }
}

function parseSample(line: string): Sample {
  const [, name = '', labels = '', value = ''] = matched(SAMPLE, line)
  return { name, labels: parseLabels(labels), value: parseValue(value) }
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels: [string, string][] = []
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    LABEL.lastIndex = at
    const [, name = '', value = ''] = matched(LABEL, text)
    labels.push([name, value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))])
  }
  assertUnique(labels.map(([name]) => name))
  return Object.fromEntries(labels)
}

/** As Go's ParseFloat reads it, but for the forms that nobody writes. */
function parseValue(text: string): number {
  if (/^nan$/i.test(text)) return Number.NaN
  if (/^[+-]inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  matched(NUMBER, text)
  return Number(text)
}

/** Buckets are cumulative and the last, without bound, holds everything. */
function assertAddsUp(name: string, samples: readonly Sample[]): void {
  const series = Map.groupBy(samples, ({ labels }) => seriesText({ name, labels: { ...labels, le: '' }, value: 0 }))
  for (const [text, parts] of series) {
    const buckets = parts.filter((part) => part.name === `${name}_bucket`)
    const bounds = buckets.map((bucket) => parseValue(bucket.labels['le'] ?? ''))
    const counts = buckets.map(({ value }) => value)
    const sound =
      isRising(bounds, (a, b) => a < b) &&
      isRising(counts, (a, b) => a <= b) &&
      bounds.at(-1) === Infinity &&
      counts.at(-1) === parts.find((part) => part.name === `${name}_count`)?.value &&
      parts.filter((part) => part.name === `${name}_sum`).length === 1
    if (!sound) throw new Error(`The histogram ${text} does not add up`)
  }
}

function isRising(numbers: readonly number[], inOrder: (a: number, b: number) => boolean): boolean {
  return numbers.every((number, index) => index === 0 || inOrder(numbers[index - 1] ?? Number.NaN, number))
}

function seriesText({ name, labels }: Sample): string {
  const byName = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([name, byName])
}

function assertUnique(texts: readonly string[]): void {
  const twice = texts.find((text, index) => texts.indexOf(text) !== index)
  if (twice !== undefined) throw new Error(`There are two of ${twice}`)
}

function matched(form: RegExp, text: string): RegExpExecArray {
  const match = form.exec(text)
  if (match === null) throw new Error(`Not in the form ${form.source}: ${text}`)
  return match
}
