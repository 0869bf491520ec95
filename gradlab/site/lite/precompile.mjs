// Compiles the Python files of a folder by the very Pyodide that will run them, so that no browser has to.
//
//     node precompile.mjs PYODIDE FOLDER KEPT
//
// PYODIDE: the folder of the distribution. FOLDER: the packages, as they will lie in site-packages. KEPT: the one package
// whose sources stay beside what they were compiled to, because learners read them; of the others only the latter stays.

const [pyodide, folder, kept] = process.argv.slice(2)
const { loadPyodide } = await import(`${pyodide}/pyodide.mjs`)
const python = await loadPyodide({ indexURL: pyodide })
python.FS.mkdir("/packages")
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/packages")
python.runPython(`
import py_compile
from pathlib import Path

packages, home = Path("/packages"), Path("${python.runPython("import sysconfig; sysconfig.get_path('purelib')")}")
for source in packages.rglob("*.py"):
    below = source.relative_to(packages)
    stays = below.parts[0] == "${kept}"
    compiled = py_compile.compile(
        source,
        None if stays else source.with_suffix(".pyc"),
        dfile=str(home / below),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        quiet=2,
    )
    if compiled and not stays:
        source.unlink()
`)
