// Plotly's extension, loaded when the first figure is shown: it weighs five megabytes, for which JupyterLab's page would wait.
//
// JupyterLab takes this script for the extension. Its renderer is an empty box, into which the real one's renderer goes as soon
// as it is there. REAL is the real extension's own script; the build fills it in.

(function () {
    const NAME = "jupyterlab-plotly"
    const REAL = new URL("__REAL__", document.currentScript.src).href
    let scope, loading

    async function load() {
        await new Promise((resolve, reject) => {
            const script = Object.assign(document.createElement("script"), { src: REAL, onload: resolve, onerror: reject })
            document.head.appendChild(script)
        })
        const container = window._JUPYTERLAB[NAME] // the script has put itself into our place
        await container.init(scope)
        const [extension] = [(await container.get("./mimeExtension"))().default].flat()
        return extension.rendererFactory
    }

    function extension({ Widget, PanelLayout }) {
        class Later extends Widget {
            constructor(options) {
                super()
                this.options = options
                this.layout = new PanelLayout()
            }

            async renderModel(model) {
                loading ??= load()
                const factory = await loading
                if (this.isDisposed) return
                if (!this.real) {
                    this.real = factory.createRenderer(this.options)
                    this.layout.addWidget(this.real)
                }
                await this.real.renderModel(model)
            }
        }
        const rendererFactory = {
            safe: true,
            mimeTypes: ["application/vnd.plotly.v1+json"],
            createRenderer: (options) => new Later(options),
        }
        return { id: `${NAME}:later`, rendererFactory, rank: 2, dataType: "json" }
    }

    window._JUPYTERLAB = window._JUPYTERLAB || {}
    window._JUPYTERLAB[NAME] = {
        init(shared) {
            scope = shared
        },
        async get() {
            const [widgets] = Object.values(scope["@lumino/widgets"])
            const module = (await widgets.get())()
            return () => ({ __esModule: true, default: extension(module) })
        },
    }
})()
