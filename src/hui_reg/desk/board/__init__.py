"""The board on the wall: where everybody stands, what a unit that calls is told, what whoever watches must know."""
