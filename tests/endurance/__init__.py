"""What holds over thousands of calls, hundreds of kills and half a year."""
