// The programs that start often, each as a few files instead of some thousand: reading those is most of a start.
// Packages that are many small files go in; those that look for files beside themselves stay where they are.
import { readdirSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { rolldown } from 'rolldown'

const compiled = resolve('dist')

await bundle('dist/server', ['main', 'demo'], ['fastify-type-provider-zod', 'kysely', 'luxon', 'yaml', 'zod'])
await bundle('dist/server/store', ['journal-worker'], ['@duckdb/node-api'])

/** Each program of the folder is replaced by itself with all that it takes in; what they share is in files named `part-…`. */
async function bundle(folder, programs, packages) {
  const isTaken = (id) => /^[./]/.test(id) || packages.some((name) => id === name || id.startsWith(`${name}/`))
  const made = await rolldown({
    input: Object.fromEntries(programs.map((name) => [name, `${folder}/${name}.js`])),
    platform: 'node',
    external: (id) => !isTaken(id),
    plugins: [keepPlaces(resolve(folder))]
  })
  const { output } = await made.write({
    dir: folder,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'part-[name]-[hash].js'
  })
  // Not before: one that runs may still ask for its parts.
  const written = new Set(output.map(({ fileName }) => fileName))
  for (const name of readdirSync(folder)) if (name.startsWith('part-') && !written.has(name)) rmSync(join(folder, name))
}

/** Data files and worker threads are found from the module that names them, wherever it was put. */
function keepPlaces(folder) {
  return {
    name: 'keep-places',
    transform(code, id) {
      if (!id.startsWith(compiled) || !code.includes('import.meta.url')) return null
      const place = `new URL(${JSON.stringify(`./${relative(folder, id)}`)}, import.meta.url).href`
      return { code: code.replaceAll('import.meta.url', place), map: null }
    }
  }
}
