"""The composition root: the only file that imports everything."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import backoffice
import cli
import compression
import errors
import extensions
import filters
import headers
import public
from config import Config, ConfigError
from surveys.keys import KeyRing

SMALL_BODY = 64 * 1024
SMALL_FORM = 32 * 1024
MOST_PARTS = 60


def create_app(config: Config | None = None) -> Flask:
    """The application of one agency.

    Raises:
        ConfigError: when the environment holds settings that cannot be right.
    """
    try:
        config = config or Config.from_environment()
    except ConfigError as error:
        if not cli.is_running():
            raise
        return cli.without_settings(error)
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.config.update(
        MAX_CONTENT_LENGTH=SMALL_BODY,
        MAX_FORM_MEMORY_SIZE=SMALL_FORM,
        MAX_FORM_PARTS=MOST_PARTS,
        TRUSTED_HOSTS=list(config.hosts),
        WTF_CSRF_CHECK_DEFAULT=False,  # the staff blueprint checks its own; citizens' forms carry a signed nonce
        WTF_CSRF_TIME_LIMIT=None,  # a staff form lives as long as its log-in
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,  # addresses of static files carry their digest
        SECRET_KEY=KeyRing(config.secret).cookie,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, config.proxies, config.proxies, config.proxies, config.proxies)  # type: ignore[method-assign]
    extensions.install(app, config)
    for part in (headers, compression, filters, errors, public, backoffice, cli):
        part.install(app)
    return app
