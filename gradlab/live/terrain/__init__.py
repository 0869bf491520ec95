"""A surface over two weights as a hill and as a map: the common part of all instruments that show one."""
