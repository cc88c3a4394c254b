"""Runs moto's server until the process that started it is gone.

The starter holds the other end of standard input. However it ends, killed included, that end closes and so does moto.
"""

import logging
import os
import sys
import threading

from moto.server import main


def end_with_starter() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


# A line per request says nothing that a failing test doesn't.
logging.getLogger("werkzeug").setLevel(logging.ERROR)
threading.Thread(target=end_with_starter, daemon=True).start()
main(sys.argv[1:])
