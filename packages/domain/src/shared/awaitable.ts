/** Known at once, or later. `await` takes both; who must not lose a turn of the event loop looks which it is. */
export type Awaitable<T> = T | Promise<T>
