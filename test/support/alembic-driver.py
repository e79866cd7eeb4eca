"""Runs lines of Alembic's own command line, one JSON list of words a line, and answers each with one JSON object.

One process for many commands: starting Python and importing SQLAlchemy costs more than the commands themselves.
"""

import io
import json
import sys

# Alembic keeps the standard output it finds when it is imported.
answers, output = sys.stdout, io.StringIO()
sys.stdout = sys.stderr = output

from alembic.config import CommandLine  # noqa: E402


def run(words):
    output.seek(0)
    output.truncate()
    code = 0
    try:
        CommandLine(prog="alembic").main(argv=words)
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else 0 if exit_.code is None else 1
    except Exception as error:  # what the command would show as a traceback
        print(f"{type(error).__name__}: {error}")
        code = 1
    return {"code": code & 255, "output": output.getvalue()}


for line in sys.stdin:
    answers.write(json.dumps(run(json.loads(line))) + "\n")
    answers.flush()
