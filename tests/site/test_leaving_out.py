"""What nobody asks for is not on the site, and what somebody asks for is."""

import json

from gradlab.site.lite.leaving_out import leave_out

CHUNKS = {
    "lab/bundle.js": "start(); a.e(10).then(b); a.e(20).then(c); a.e(40).then(e); a.e(50).then(d)",
    "10.0a.js": "mermaidAPI = {}; a.e(11).then(b); a.e(12).then(c)",
    "11.0b.js": "only diagrams",
    "12.0c.js": "diagrams and others",
    "20.0d.js": "a.e(12).then(b)",
    "40.0e.js": 'mark = "geoshape"',
    "50.0e.js": 'loader({ algorithm: "elk.layered" }); a.e(51)',
    "51.0f.js": "the layouts of diagrams",
    "60.0f.js": "a chunk that is asked for by a name which we do not see",
}


def site_of_jupyterlite(folder, extensions):
    for name, text in CHUNKS.items():
        (folder / "build" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "build" / name).write_text(text)
    for font in ("fa-solid-900.svg", "fa-solid-900.eot", "fa-solid-900.woff2", "MathJax_Main-Regular.woff"):
        (folder / "build" / font).write_text("letters")
    for name in extensions:
        (folder / "extensions" / name).mkdir(parents=True)
    data = {"federated_extensions": [{"name": name} for name in extensions]}
    (folder / "jupyter-lite.json").write_text(json.dumps({"jupyter-config-data": data}))


def test_a_library_goes_with_all_that_only_it_asks_for(tmp_path):
    site_of_jupyterlite(tmp_path, ["anywidget"])
    leave_out(tmp_path)
    left = {file.name for file in (tmp_path / "build").glob("*.js")}
    assert left == {"12.0c.js", "20.0d.js", "60.0f.js"}
    assert (tmp_path / "build/lab/bundle.js").is_file()
    config = json.loads((tmp_path / "jupyter-lite.json").read_text())["jupyter-config-data"]
    wanted = ["@jupyterlab/mermaid-extension", "@jupyterlab/vega5-extension"]
    assert config["disabledExtensions"] == wanted, "what would ask for a library is switched off"


def test_extensions_of_this_environment_do_not_get_onto_the_site(tmp_path):
    site_of_jupyterlite(tmp_path, ["anywidget", "@jupyter-widgets/jupyterlab-manager", "tensorboard"])
    leave_out(tmp_path)
    config = json.loads((tmp_path / "jupyter-lite.json").read_text())["jupyter-config-data"]
    assert [each["name"] for each in config["federated_extensions"]] == ["anywidget", "@jupyter-widgets/jupyterlab-manager"]
    assert not (tmp_path / "extensions/tensorboard").exists()


def test_of_the_fonts_those_stay_that_browsers_read(tmp_path):
    site_of_jupyterlite(tmp_path, [])
    leave_out(tmp_path)
    fonts = {file.name for file in (tmp_path / "build").iterdir() if file.suffix not in {".js", ""}}
    assert fonts == {"fa-solid-900.woff2", "MathJax_Main-Regular.woff"}
