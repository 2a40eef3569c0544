// The programs that start often, each as a few files instead of some thousand: reading those is most of a start.
// Packages that are many small files go in; those that look for files beside themselves stay where they are.
import { readdirSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { rolldown } from 'rolldown'

const compiled = resolve('dist')
const folder = resolve('dist/server')
const taken = ['fastify-type-provider-zod', 'kysely', 'luxon', 'yaml', 'zod']

const isTaken = (id) => /^[./]/.test(id) || taken.some((name) => id === name || id.startsWith(`${name}/`))

/** Data files and worker threads are found from the module that names them, wherever it was put. */
const ownPlace = {
  name: 'own-place',
  transform(code, id) {
    if (!id.startsWith(compiled) || !code.includes('import.meta.url')) return null
    const place = `new URL(${JSON.stringify(`./${relative(folder, id)}`)}, import.meta.url).href`
    return { code: code.replaceAll('import.meta.url', place), map: null }
  }
}

const bundle = await rolldown({
  input: { main: 'dist/server/main.js', demo: 'dist/server/demo.js' },
  platform: 'node',
  external: (id) => !isTaken(id),
  plugins: [ownPlace]
})
const { output } = await bundle.write({
  dir: folder,
  format: 'esm',
  sourcemap: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'part-[name]-[hash].js'
})

// Not before: one that runs may still ask for its parts.
const written = new Set(output.map(({ fileName }) => fileName))
for (const name of readdirSync(folder)) if (name.startsWith('part-') && !written.has(name)) rmSync(join(folder, name))
