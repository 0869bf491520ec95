"""The kinds of data in a notebook that an export is about, by their MIME types."""

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # an output that shows a widget
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"  # the traits of all widgets, in a notebook's metadata
PLOTLY = "application/vnd.plotly.v1+json"
STILLS = "application/vnd.gradlab.stills+json"  # what the kernel answers when an export asks for stills
SHOWN = "gradlab_shown"  # what the instruments of an output showed, in the output's metadata
EXPORTED = "gradlab_export"  # says in the metadata of a notebook with stills that an export made it
