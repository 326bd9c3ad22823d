"""The commands: each parses its arguments, calls, and prints."""

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
