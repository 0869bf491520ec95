"""Race: several optimizers on one landscape."""
