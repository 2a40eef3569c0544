/**
 * A WebSocket as a stream of bytes. MQTT packets may be cut across frames in any way, but
 * only binary frames carry them [MQTT-6.0.0-1]. Unlike the stream that comes with `ws`, what is
 * written together leaves in one frame: aedes writes a packet in four pieces.
 */
import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

const unsupportedData = 1003
/** How long the other side may take to answer our close. */
const closePatienceMs = 1000

export function streamOf(socket: WebSocket): Duplex {
  const stream = new Duplex({
    read: () => socket.resume(),
    write: (chunk: Buffer, _encoding, done) => socket.send(chunk, done),
    writev: (chunks, done) => socket.send(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done),
    final(done) {
      socket.close()
      done()
    },
    destroy(error, done) {
      if (error) socket.terminate()
      else {
        socket.close()
        setTimeout(() => socket.terminate(), closePatienceMs).unref()
      }
      done(error)
    }
  })
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      socket.close(unsupportedData)
      stream.destroy()
    } else if (!stream.push(data)) socket.pause()
  })
  socket.on('close', () => stream.push(null))
  socket.on('error', (error) => stream.destroy(error))
  return stream
}
