// Starts Python in the browser's kernel, with all packages of the course in their place.
//
// JupyterLite's kernel imports this file where it expects Pyodide, and gets Pyodide. Pyodide alone would load packages one
// by one and have Python unpack them; here the course's archive is fetched and unpacked by the browser itself while Python
// starts. PYODIDE is where Pyodide lies, FROM_PYODIDE what is loaded from there by name; both are filled in by the build.

const PYODIDE = new URL("__PYODIDE__", import.meta.url).href
const FROM_PYODIDE = __FROM_PYODIDE__
const ARCHIVE = new URL("course.gz", import.meta.url).href
const START = "/home/pyodide/start.py"
// Imports, so that the first cell need not wait for them, without a name that a learner would find. tqdm's monitor would be a
// thread, which there is none of. Figures of Plotly go to the page as they are, which draws them: their own way asks for nbformat.
// Each cell looks anew into the learner's folder for modules: a file that came meanwhile does not change that folder's time.
const BEFORE_THE_FIRST_CELL = `
__import__("gradlab.live"), __import__("gradlab.course")
__import__("tqdm").tqdm.monitor_interval = 0
__import__("IPython").get_ipython().display_formatter.ipython_display_formatter.for_type_by_name(
    "plotly.basedatatypes",
    "BaseFigure",
    lambda figure: __import__("IPython.display").display.display(figure._repr_mimebundle_(), raw=True),
)
__import__("IPython").get_ipython().events.register(
    "pre_run_cell",
    lambda _: __import__("sys").path_importer_cache.pop(__import__("os").getcwd(), None),
)
`

// The learner's folder comes last where modules are looked for: it lies in the page, and each question to it is a request.
const FIND_PACKAGES = `
import importlib, sys
importlib.invalidate_caches()
sys.path.append(sys.path.pop(sys.path.index("")))
`

let started

// What JupyterLite's kernel calls. Its worker has called `start` before, when it began: see build.py.
export function loadPyodide() {
    return start()
}

export function start() {
    started ??= begin().catch((error) => {
        new BroadcastChannel("gradlab").postMessage("broken") // boot.js says so on the page
        throw error
    })
    return started
}

async function begin() {
    const archive = unpack(ARCHIVE)
    archive.catch(() => {}) // heard below, after Python has started
    const { loadPyodide } = await import(`${PYODIDE}pyodide.mjs`)
    // /drive is JupyterLite's contents, which the browser keeps: the learner's notes lie beside the notebooks, and the
    // square button leaves its file there (see boot.js).
    const drive = { GRADLAB_HOME: "/drive/notes", GRADLAB_STOP: "/drive/stop" }
    const env = { HOME: "/home/pyodide", PYTHONSTARTUP: START, PLOTLY_RENDERER: "plotly_mimetype", ...drive }
    const python = await loadPyodide({ env, indexURL: PYODIDE, packages: FROM_PYODIDE })
    place(await archive, python.FS, python.runPython("import sysconfig; sysconfig.get_path('purelib')"))
    python.FS.writeFile(START, BEFORE_THE_FIRST_CELL)
    python.runPython(FIND_PACKAGES)
    python.runPython("import pyodide_kernel") // with all that it stands on and the course, while the page is still loading
    return python
}

// The files of an archive: its length as four bytes, a list of names and lengths, then one file after the other.
async function unpack(url) {
    const answer = await fetch(url)
    if (!answer.ok) throw new Error(`${url} could not be fetched (${answer.status}). Load the page again.`)
    const plain = answer.body.pipeThrough(new DecompressionStream("gzip"))
    const bytes = new Uint8Array(await new Response(plain).arrayBuffer())
    const start = 4 + new DataView(bytes.buffer).getUint32(0, true)
    let at = start
    return JSON.parse(new TextDecoder().decode(bytes.subarray(4, start))).map(([name, length]) => {
        at += length
        return [name, bytes.subarray(at - length, at)]
    })
}

function place(files, FS, folder) {
    const made = new Set()
    for (const [name, bytes] of files) {
        const file = `${folder}/${name}`
        const parent = file.slice(0, file.lastIndexOf("/"))
        if (!made.has(parent)) FS.mkdirTree(parent)
        made.add(parent)
        FS.writeFile(file, bytes, { canOwn: true })
    }
}
