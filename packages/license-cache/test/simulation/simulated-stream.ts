import type { Change, Input, NodeId } from '../../src/cluster/messages.ts'
import { changeFor } from './change-for.ts'
import type { Position } from './history.ts'
import type { SimulatedLink } from './simulated-link.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { World } from './world.ts'

export interface SimulatedStreamOptions {
  readonly world: World
  readonly process: SimulatedProcess
  readonly link: SimulatedLink
  readonly tell: (input: Input<Position>) => void
}

/** The changes of the store as one node hears of them: all, in order, each after a while. */
export class SimulatedStream {
  readonly #options: SimulatedStreamOptions
  #followed: { readonly node: NodeId } | undefined

  constructor(options: SimulatedStreamOptions) {
    this.#options = options
  }

  open(node: NodeId): void {
    const { world, process, link, tell } = this.#options
    const followed = { node }
    this.#followed = followed
    world.timeline.after(link.delay(), () => {
      const position = world.history.length
      process.after(link.delay(), () => {
        if (followed !== this.#followed) return
        tell({ type: 'opened', node, position })
        this.#follow(followed, position)
      })
    })
  }

  close(): void {
    this.#followed = undefined
  }

  /** It ends with an error. */
  break(): void {
    const { process, link, tell } = this.#options
    const node = this.#followed?.node
    this.#followed = undefined
    if (node !== undefined) process.after(link.delay(), () => tell({ type: 'closed', node }))
  }

  #follow(followed: { readonly node: NodeId }, position: Position): void {
    const { world, process, link, tell } = this.#options
    if (followed !== this.#followed || process.isDead) return
    const { node } = followed
    const entry = world.history.at(position)
    if (entry === undefined) return world.history.whenLonger(() => this.#follow(followed, position))
    const change = changeFor(entry, node)
    if (change === undefined) return this.#follow(followed, position + 1)
    process.after(link.streamDelay(change, node), () => {
      if (followed !== this.#followed) return
      tell({ type: 'change', node, position: position + 1, change: this.#lookedUp(change, node) })
      this.#follow(followed, position + 1)
    })
  }

  #lookedUp(change: Change, node: NodeId): Change {
    const { history, rules } = this.#options.world
    if (change.type !== 'beat' || !rules.transport.looksUp) return change
    return { type: 'beat', number: history.beatOf(node) ?? change.number }
  }
}
