/** AES-CMAC after RFC 4493, which Node's crypto does not have. */
import { createCipheriv } from 'node:crypto'

const blockSize = 16
/** Stands for the polynomial that the field of 128-bit blocks is made with (RFC 4493, 2.3). */
const constantRb = 0x87

/** 16 bytes. `key`: 16 bytes; `message`: any length, also none. */
export function aesCmac(key: Uint8Array, message: Uint8Array): Buffer {
  const first = doubled(encrypt(key, Buffer.alloc(blockSize)))
  const blocks = Math.max(1, Math.ceil(message.length / blockSize))
  const last = Buffer.alloc(blockSize)
  const rest = message.subarray((blocks - 1) * blockSize)
  last.set(rest)
  const isWhole = rest.length === blockSize
  if (!isWhole) last[rest.length] = 0x80
  let state: Uint8Array = Buffer.alloc(blockSize)
  for (let block = 0; block < blocks - 1; block++) {
    state = encrypt(key, xor(state, message.subarray(block * blockSize, (block + 1) * blockSize)))
  }
  return encrypt(key, xor(xor(state, last), isWhole ? first : doubled(first)))
}

function encrypt(key: Uint8Array, block: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false)
  return Buffer.concat([cipher.update(block), cipher.final()])
}

function xor(one: Uint8Array, other: Uint8Array): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))
}

/** Times two in that field: shifted left by one bit, folded back when a bit falls out. */
function doubled(block: Uint8Array): Buffer {
  const result = Buffer.from(block.map((byte, index) => ((byte << 1) | ((block[index + 1] ?? 0) >> 7)) & 0xff))
  const carried = ((block[0] ?? 0) & 0x80) !== 0
  if (carried) result[blockSize - 1] = (result[blockSize - 1] ?? 0) ^ constantRb
  return result
}
