"""Home: today's tasks."""

from flask import render_template

from backoffice.door import staff


@staff.get("/")
def home() -> str:
    """What there is to do today."""
    return render_template("backoffice/home.html", tasks=[])
