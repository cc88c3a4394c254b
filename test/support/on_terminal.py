"""Runs a command on a terminal of its own and passes on what is typed, shown, and its exit code."""

import fcntl
import os
import pty
import struct
import sys
import termios

SIZE = struct.pack("HHHH", 24, 80, 0, 0)


def shown(terminal: int) -> bytes:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, SIZE)
    return os.read(terminal, 1024)


sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:], shown)))
