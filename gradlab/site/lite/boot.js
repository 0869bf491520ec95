// The first script of the page. Says in a sentence what a browser lacks, what did not arrive, or that nothing is kept, and
// the way on; and starts Python while JupyterLite's own page is still loading, which saves seconds.
//
// Written for browsers that are too old for the rest of the page: they are to read the sentence too.

(function () {
    var WAYS_ON =
        'You can <a href="../../">read and drag the live pages</a>, which ask less of a browser, or install the course on a ' +
        'computer of your own: <code>pip install "gradlab[lab]"</code>.'
    var ROOM = 2e6 // bytes, for some notebooks with their outputs
    var line

    function say(sentence, stays) {
        if (line) return
        line = document.createElement("div")
        line.id = "gradlab-line"
        line.setAttribute("role", "alert")
        line.style.cssText =
            "position:fixed;z-index:100000;left:0;right:0;bottom:0;padding:12px 48px 12px 16px;background:#fff7e0;color:#222;" +
            "border-top:2px solid #b8860b;font:15px/1.5 system-ui,sans-serif"
        line.innerHTML = sentence
        var close = document.createElement("button")
        close.textContent = "✕"
        close.setAttribute("aria-label", "close this line")
        close.style.cssText = "position:absolute;right:8px;top:8px;border:0;background:none;font:inherit;color:#222;cursor:pointer"
        close.onclick = function () {
            document.body.removeChild(line)
            line = null
        }
        if (!stays) line.appendChild(close)
        if (document.body) document.body.appendChild(line)
        else document.addEventListener("DOMContentLoaded", function () { document.body.appendChild(line) })
    }

    function missing() {
        if (typeof WebAssembly !== "object") return "WebAssembly, in which Python runs here (it may be switched off)"
        if (typeof Worker !== "function") return "workers, in which Python runs here"
        if (typeof DecompressionStream !== "function" || typeof BroadcastChannel !== "function" || !Array.prototype.at)
            return "what browsers have had since 2023"
        return ""
    }

    var lacking = missing()
    if (lacking) {
        say("This browser lacks " + lacking + ", so the course cannot run in it. " + WAYS_ON, true)
        return
    }

    // Something did not arrive: a script of the page, or a part of Python.
    function broken() {
        say(
            "Something did not arrive: the connection broke, or the site is being renewed. " +
                '<a href="javascript:location.reload()">Load the page again</a>; your work is kept in this browser. ' + WAYS_ON
        )
    }
    addEventListener("error", function (event) { if (event.target && event.target.tagName === "SCRIPT") broken() }, true)
    addEventListener("unhandledrejection", function (event) {
        if (/dynamically imported|Loading (CSS )?chunk|Importing a module|ChunkLoadError/.test(String(event.reason))) broken()
    })
    new BroadcastChannel("gradlab").onmessage = function (message) { if (message.data === "broken") broken() }

    // Nothing is kept: a private window, or storage switched off.
    function refused() {
        say(
            "This browser keeps nothing here (a private window, or storage is switched off): all notebooks run, and what you " +
                "write is gone when the page is closed. File ▸ Download keeps a notebook. In an ordinary window it is all kept."
        )
    }
    if (!navigator.serviceWorker) refused()
    try {
        indexedDB.open("gradlab").onerror = refused
    } catch (error) {
        refused()
    }

    // Or there is no room for it.
    if (navigator.storage && navigator.storage.estimate) {
        navigator.storage.estimate().then(function (room) {
            if (room.quota - room.usage > ROOM) return
            say(
                "This browser has no room left for this site: what you write may be gone when the page is closed. File ▸ Download " +
                    "keeps a notebook. Room is made by deleting notebooks of yours, or in the browser's settings for its storage."
            )
        })
    }

    // While a cell runs, its kernel hears nothing. The square button leaves a file that `fit` looks for between two steps.
    function listen() {
        var app = window.jupyterapp
        if (!app || !app.commands) return setTimeout(listen, 500)
        app.commands.commandExecuted.connect(function (_, executed) {
            var shown = app.shell.currentWidget
            var kernel = shown && shown.sessionContext && shown.sessionContext.session && shown.sessionContext.session.kernel
            if (executed.id !== "notebook:interrupt-kernel" || !kernel || kernel.status !== "busy") return
            var contents = app.serviceManager.contents
            contents.save("stop", { type: "file", format: "text", content: "" })
            kernel.statusChanged.connect(function idle(_, status) {
                if (status === "busy") return
                kernel.statusChanged.disconnect(idle)
                contents.delete("stop").catch(function () {}) // the kernel has taken it
            })
        })
    }
    listen()

    // The kernel asks for its worker when a notebook is open. It gets this one, in which Python has been starting since now.
    var script = new URL("__WORKER__", location.href).href
    var early = new Worker(script, { type: "module" })
    var Plain = Worker
    window.Worker = function (url, options) {
        var given = early && String(url) === script ? early : new Plain(url, options)
        if (given === early) early = null
        return given
    }
    window.Worker.prototype = Plain.prototype
})()
