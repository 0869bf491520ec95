"""Pages and notebooks for those who have no kernel."""
