"""Ratings in and results out, as files: reading long tables, writing CSV and JSON."""
