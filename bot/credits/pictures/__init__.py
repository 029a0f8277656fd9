"""The thank-you as pictures: PNG pages and a rolling video, drawn by a process of its own.

`pictures.py` is what the bot calls. It starts `python -m bot.credits.pictures`, which alone imports skia and numpy.
"""
