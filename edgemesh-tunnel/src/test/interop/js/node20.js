// js-libp2p uses what Node.js has had since 22; this lets it run on 20 too.
Promise.withResolvers ??= function () {
  let resolve, reject
  const promise = new this((...settlers) => { [resolve, reject] = settlers })
  return { promise, resolve, reject }
}

if (globalThis.WebSocket === undefined) {
  const { WebSocket } = await import('ws')
  // What arrives along with the answer to the upgrade would be read before js-libp2p listens.
  globalThis.WebSocket = class extends WebSocket {
    constructor (address) {
      super(address)
      this.once('open', () => {
        this.pause()
        setImmediate(() => this.resume())
      })
    }
  }
}
