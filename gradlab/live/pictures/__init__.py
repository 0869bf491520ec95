"""What a network makes of pictures: Features shows every layer, Confusions what is taken for what."""
