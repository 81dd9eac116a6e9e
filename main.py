"""Start Slipway: `python main.py` opens the window, `python main.py VERB` is the command line."""

from modeler.__main__ import main

if __name__ == "__main__":
    main()
