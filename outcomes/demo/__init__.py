"""An invented clinic to look at: people, courses and what was done about them.

Nothing in it is real, and the pages say so. What happens in it is generated from a seed
and then stored through the actions every real clinic uses, day by day, so that each signal
carries the evidence of its own day.
"""
