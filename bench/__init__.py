"""Speed and memory as ratios, on invented ratings. `make bench` runs it."""
