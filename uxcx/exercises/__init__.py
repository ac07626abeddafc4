"""The exercises of the lessons, one file a lesson."""
