"""Content objects of the reports, and the PDF they become."""
