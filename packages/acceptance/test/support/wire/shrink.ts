import type { WireScript } from './script.ts'

/** How often a script is tried again to make it smaller. */
const TRIES = 150

/** A smaller script that still fails: without requests, then without parts of them, as long as it does. */
export async function shrunk(
  script: WireScript,
  fails: (smaller: WireScript) => Promise<boolean>,
): Promise<WireScript> {
  let least = script
  let tries = 0
  const isBetter = async (smaller: WireScript): Promise<boolean> => {
    tries += 1
    if (tries > TRIES || !(await fails(smaller))) return false
    least = smaller
    return true
  }
  await isBetter({ ...least, pieces: 1, end: 'half-close' })
  for (let index = least.requests.length - 1; index >= 0; index -= 1) await isBetter(without(least, index))
  for (let index = 0; index < least.requests.length; index += 1) {
    const length = least.requests[index]?.length ?? 0
    for (let size = Math.ceil(length / 2); size >= 4; size = Math.floor(size / 2)) await cutAll(index, size)
  }
  return least

  async function cutAll(index: number, size: number): Promise<void> {
    let at = 0
    while (at < (least.requests[index]?.length ?? 0)) {
      if (!(await isBetter(cut(least, index, at, size)))) at += size
    }
  }
}

function without(script: WireScript, index: number): WireScript {
  const honest = index < script.honest ? script.honest - 1 : script.honest
  return { ...script, honest, requests: script.requests.toSpliced(index, 1) }
}

function cut(script: WireScript, index: number, at: number, size: number): WireScript {
  const request = script.requests[index] ?? ''
  const honest = Math.min(script.honest, index)
  return { ...script, honest, requests: script.requests.with(index, request.slice(0, at) + request.slice(at + size)) }
}
