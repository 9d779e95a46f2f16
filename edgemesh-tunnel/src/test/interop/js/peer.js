// The same peer as go/main.go, on js-libp2p: listens and answers, or dials and runs tests.
import './node20.js'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { preSharedKey } from '@libp2p/pnet'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { webSockets } from '@libp2p/websockets'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'

const ECHO = '/edgemesh/interop/echo/1.0.0'
const SINK = '/edgemesh/interop/sink/1.0.0'
const SOURCE = '/edgemesh/interop/source/1.0.0'
const RESET = '/edgemesh/interop/reset/1.0.0'
const CHUNK = 32 * 1024

const { values: options } = parseArgs({
  options: {
    listen: { type: 'string' },
    dial: { type: 'string' },
    transport: { type: 'string', default: 'tcp' },
    security: { type: 'string', default: 'noise' },
    psk: { type: 'string' },
    tests: { type: 'string', default: 'ping' },
    bytes: { type: 'string', default: String(1 << 20) },
    streams: { type: 'string', default: '1000' },
    monitor: { type: 'boolean', default: false },
    for: { type: 'string', default: '60s' }
  }
})
const BYTES = Number(options.bytes)
const PATIENCE = 60_000
const MANY = { maxInboundStreams: 5000, maxOutboundStreams: 5000 }

async function transport () {
  switch (options.transport) {
    case 'ws':
      return webSockets()
    case 'quic': // a native module, which some platforms do not have
      return (await import('@chainsafe/libp2p-quic')).quic()
    default:
      return tcp()
  }
}

async function newNode () {
  return createLibp2p({
    addresses: { listen: options.listen ? [options.listen] : [] },
    transports: [await transport()],
    connectionEncrypters: [options.security === 'tls' ? tls() : noise()],
    streamMuxers: [yamux({ maxInboundStreams: 5000, maxOutboundStreams: 5000 })],
    services: { identify: identify(), ping: ping() },
    connectionGater: { denyDialMultiaddr: () => false },
    // Gives up a connection whose pings wait behind bulk data for five seconds, on a busy machine.
    connectionMonitor: { enabled: options.monitor },
    connectionManager: {
      addressDialTimeout: PATIENCE,
      dialTimeout: PATIENCE,
      inboundUpgradeTimeout: PATIENCE,
      inboundStreamProtocolNegotiationTimeout: PATIENCE,
      outboundStreamProtocolNegotiationTimeout: PATIENCE
    },
    ...(options.psk ? { connectionProtector: preSharedKey({ psk: readFileSync(options.psk) }) } : {})
  })
}

async function write (stream, bytes) {
  if (!stream.send(bytes)) {
    await new Promise((resolve, reject) => {
      stream.addEventListener('drain', resolve, { once: true })
      stream.addEventListener('close', () => reject(new Error('closed while writing')), { once: true })
    })
  }
}

// What a stream brings up to its end. The iterator of js-libp2p's own waits for ever where the end has come before it.
async function * parts (stream) {
  const queue = []
  let ended = stream.readableEnded
  let failure
  let wake = () => {}
  stream.addEventListener('message', (event) => { queue.push(event.data.subarray()); wake() })
  stream.addEventListener('end', () => { ended = true; wake() })
  stream.addEventListener('close', (event) => { ended = true; failure = event.error; wake() })
  // What was read ahead of the negotiation's end is handed over late, even after the end.
  while (queue.length > 0 || !ended || stream.readBufferLength > 0) {
    if (queue.length === 0) {
      await new Promise((resolve) => { wake = resolve })
    } else {
      yield queue.shift()
    }
  }
  if (failure != null) {
    throw failure
  }
}

async function serve (node) {
  await node.handle(ECHO, async (stream) => {
    for await (const part of parts(stream)) {
      await write(stream, part)
    }
    await stream.close()
  }, MANY)
  await node.handle(SINK, async (stream) => {
    const hash = createHash('sha256')
    for await (const part of parts(stream)) {
      hash.update(part)
    }
    await write(stream, hash.digest())
    await stream.close()
  }, MANY)
  await node.handle(SOURCE, (stream) => {
    let asked = Buffer.alloc(0)
    stream.addEventListener('message', async (event) => {
      asked = Buffer.concat([asked, event.data.subarray()])
      if (asked.length === 8) {
        await send(stream, Number(asked.readBigUInt64BE()), () => {})
        await stream.close()
      }
    })
  }, MANY)
  await node.handle(RESET, async (stream) => {
    stream.addEventListener('message', () => stream.abort(new Error('as asked')), { once: true })
  }, MANY)
  console.log('LISTENING ' + node.getMultiaddrs()[0])
}

async function send (stream, size, seen) {
  for (let left = size; left > 0; left -= CHUNK) {
    const bytes = randomBytes(Math.min(CHUNK, left))
    seen(bytes)
    await write(stream, bytes)
  }
}

async function echo (connection, size) {
  const stream = await connection.newStream(ECHO, MANY)
  const sent = createHash('sha256')
  const received = createHash('sha256')
  const sending = send(stream, size, (bytes) => sent.update(bytes)).then(() => stream.close())
  let count = 0
  for await (const part of parts(stream)) {
    count += part.byteLength
    received.update(part)
  }
  await sending
  if (count !== size || sent.digest('hex') !== received.digest('hex')) {
    throw new Error(`${count} bytes came back of ${size}, or others`)
  }
}

async function sink (connection) {
  const stream = await connection.newStream(SINK, MANY)
  const sent = createHash('sha256')
  await send(stream, BYTES, (bytes) => sent.update(bytes))
  await stream.close()
  const answer = []
  for await (const part of parts(stream)) {
    answer.push(part)
  }
  if (Buffer.concat(answer).toString('hex') !== sent.digest('hex')) {
    throw new Error('the checksum differs')
  }
}

async function source (connection) {
  const stream = await connection.newStream(SOURCE, MANY)
  const asked = Buffer.alloc(8)
  asked.writeBigUInt64BE(BigInt(BYTES))
  await write(stream, asked)
  let count = 0
  for await (const part of parts(stream)) {
    count += part.byteLength
  }
  if (count !== BYTES) {
    throw new Error(`${count} bytes came of ${BYTES}`)
  }
}

async function reset (connection) {
  const stream = await connection.newStream(RESET, MANY)
  const closed = new Promise((resolve) => stream.addEventListener('close', resolve, { once: true }))
  await write(stream, Buffer.from([1]))
  const event = await closed
  if (event.error == null) {
    throw new Error('expected a reset, not an end')
  }
}

async function run (node, connection, test) {
  switch (test) {
    case 'ping':
      return node.services.ping.ping(connection.remotePeer)
    case 'identify': {
      const found = await node.services.identify.identify(connection)
      console.log(`AGENT ${found.agentVersion}\nPROTOCOLS ${found.protocols}\nADDRESSES ${found.listenAddrs}`)
      return
    }
    case 'echo':
      return echo(connection, BYTES)
    case 'sink':
      return sink(connection)
    case 'source':
      return source(connection)
    case 'reset':
      return reset(connection)
    case 'streams':
      return Promise.all(Array.from({ length: Number(options.streams) }, () => echo(connection, 1000)))
    case 'hold':
      for (const end = Date.now() + 1000 * parseInt(options.for); Date.now() < end;) {
        await echo(connection, 200_000)
        await new Promise((resolve) => setTimeout(resolve, 2000))
      }
      return
    default:
      throw new Error('unknown test')
  }
}

try {
  const node = await newNode()
  if (options.dial) {
    const connection = await node.dial(multiaddr(options.dial), { signal: AbortSignal.timeout(PATIENCE) })
    for (const test of options.tests.split(',')) {
      await run(node, connection, test).catch((error) => { throw new Error(test, { cause: error }) })
    }
    console.log('OK')
    process.exit(0)
  }
  await serve(node)
} catch (error) {
  console.log('FAILED', error)
  process.exit(1)
}
