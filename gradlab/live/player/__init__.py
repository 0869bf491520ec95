"""What travels to the browser: a recording of a function, and beside it the JavaScript that replays it both ways."""
