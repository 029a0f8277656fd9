"""What Discord refuses with 50035 "Invalid Form Body", field by field."""
