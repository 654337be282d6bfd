"""`python -m covey` is the command line."""

from covey.cli.main import main

main()
