// js-libp2p uses what Node.js has had since 22; this lets it run on 20 too.
Promise.withResolvers ??= function () {
  let resolve, reject
  const promise = new this((...settlers) => { [resolve, reject] = settlers })
  return { promise, resolve, reject }
}
