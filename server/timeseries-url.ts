/** What `TIMESERIES_URL` names (contract §2). */

export type TimeseriesTarget =
  | {
      readonly kind: 'influxdb'
      /** e.g. `http://host:8086` */
      readonly url: string
      readonly token: string
      readonly org: string
      readonly bucket: string
    }
  | { readonly kind: 'victoriametrics'; readonly url: string }

export const timeseriesUrlShapes = 'influxdb://token@host:8086/org/bucket or victoriametrics://host:8428'

const defaultPorts: Readonly<Record<string, string>> = { 'influxdb:': '8086', 'victoriametrics:': '8428' }

/** undefined when the text is neither of the two shapes. */
export function parseTimeseriesUrl(text: string): TimeseriesTarget | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text)
  const defaultPort = defaultPorts[protocol]
  if (defaultPort === undefined || hostname === '' || password + search + hash !== '') return undefined
  const url = `http://${hostname}:${port || defaultPort}`
  const path = decoded(pathname.replace(/^\//, '').split('/'))
  const [token] = decoded([username]) ?? []
  if (!path || token === undefined) return undefined
  if (protocol === 'victoriametrics:') {
    return token === '' && pathname.length <= 1 ? Object.freeze({ kind: 'victoriametrics', url }) : undefined
  }
  const [org, bucket, ...others] = path
  return token && org && bucket && others.length === 0 ? Object.freeze({ kind: 'influxdb', url, token, org, bucket }) : undefined
}

/** undefined when one of them is no percent-encoded text. */
function decoded(parts: string[]): string[] | undefined {
  try {
    return parts.map(decodeURIComponent)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
